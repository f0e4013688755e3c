from bson import ObjectId, json_util
from bson.binary import UUID_SUBTYPE, Binary


def document_name(document_id):
    """
    Returns an _id as it is typed in mongosh and in local/step.py mongo: ObjectId("..."), UUID("..."), "5" or 5.
    What has no such form comes as MongoDB's extended JSON.
    """
    if isinstance(document_id, ObjectId):
        return f'ObjectId("{document_id}")'
    if isinstance(document_id, Binary) and document_id.subtype == UUID_SUBTYPE:
        return f'UUID("{document_id.as_uuid()}")'
    return json_util.dumps(document_id, ensure_ascii=False)
