from .compare_documents import compare_documents
from .read_documents import collection, in_parts
from .wait_until_loaded import wait_for, wait_until_loaded


def resend(document_ids):
    """
    Takes _ids of SENT documents; makes them new, waits until they are loaded or rejected, and compares them once more.
    Hands out what compare_documents() finds. Ends the program with one sentence where a stage stands still.
    """
    make_new(document_ids)
    print(f"--resend: {len(document_ids):,} documents are new again", flush=True)
    wait_for("resent orders that no extractor has sent", lambda: count_unsent(document_ids))
    claimed_before = wait_until_loaded()["claimed_before"]
    for ids in in_parts(document_ids):
        yield from compare_documents({"_id": {"$in": ids}}, claimed_before, len(ids))


def make_new(document_ids):
    for ids in in_parts(document_ids):
        sent, new = {"_id": {"$in": ids}, "etl_status": "SENT"}, {"$set": {"etl_status": None}}
        # a validator that somebody put on the collection must not stop the pipeline
        collection.update_many(sent, new, bypass_document_validation=True)


def count_unsent(document_ids):
    done = {"$nin": ["SENT", "REJECTED"]}
    return sum(collection.count_documents({"_id": {"$in": ids}, "etl_status": done}) for ids in in_parts(document_ids))
