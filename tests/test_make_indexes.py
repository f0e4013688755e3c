"""
Make indexes - what is asked for often has an index; one that somebody made under another name is taken

FLOW:
    1 make indexes in an empty collection: there are four beside the one of _id
    2 drop them; somebody makes one of etl_status under another name: it serves, and there are four again
    3 drop them; somebody makes one that does not serve, for it is sparse or has a collation: ours is made beside it

LIBRARIES:
    pymongo: talks to MongoDB; index_information() tells of all indexes of a collection
"""
from tests.support import environment
from extractor.make_indexes import make_missing_indexes

OURS = {"_id_", "shopetl_status", "shopetl_order_id", "shopetl_rejected_at", "shopetl_rejected_id"}


def names_after_making():
    make_missing_indexes()
    # nothing is left to make
    make_missing_indexes()
    names = set(environment.orders.index_information())
    print("  ", sorted(names))
    return names


def test_make_indexes():
    environment.empty()
    print("1 an empty collection")
    assert names_after_making() == OURS

    english = {"collation": {"locale": "en"}}
    for option, collection in (({}, {}), ({"hidden": True}, {}), ({}, english)):
        print("2 somebody's own index of etl_status", option, "in a collection with", collection)
        environment.empty()
        environment.orders.database.create_collection("orders", **collection)
        environment.orders.create_index("etl_status", name="by_state", **option)
        assert names_after_making() == OURS - {"shopetl_status"} | {"by_state"}

    for option in ({"sparse": True}, english):
        print("3 somebody's index of etl_status with", option)
        environment.empty()
        environment.orders.create_index("etl_status", name="by_state", **option)
        assert names_after_making() == OURS | {"by_state"}


if __name__ == "__main__":
    test_make_indexes()
