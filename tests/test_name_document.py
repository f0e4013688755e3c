"""
Name document - an _id as it is typed in mongosh, so that the document can be found by it

FLOW:
    1 take an ObjectId, a UUID, a text and a number
    2 name each

LIBRARIES:
    bson (comes with pymongo): the types that MongoDB stores
    uuid (comes with Python): ids of 128 bits
"""
from uuid import UUID
from bson import Binary, ObjectId
from extractor.name_document import document_name

NAMES = [
    (ObjectId("67d2d05b5f3a9c21e74a1c37"), 'ObjectId("67d2d05b5f3a9c21e74a1c37")'),
    (Binary.from_uuid(UUID(int=5)), 'UUID("00000000-0000-0000-0000-000000000005")'),
    ("5", '"5"'),
    (5, "5"),
]


def test_name_document():
    for document_id, name in NAMES:
        print(f"{document_id!r} is named {document_name(document_id)}")
        assert document_name(document_id) == name


if __name__ == "__main__":
    test_name_document()
