from .compare_orders import compare_columns
from .compare_texts import find_wrong_texts, has_one_of, texts_of
from .read_documents import read_documents, read_version
from .read_rows import in_chunks
from .read_texts import find_texts_of_an_order
from .report import note


def check_texts(seen, found):
    """
    Compares customers and products with the texts of the SENT documents with the newest updated_at that name them.
    Right is also a text that came while reconcile was reading, and one that is newer than all SENT documents and has
    the date of an order in MySQL: the document was deleted, rejected, or is new again.
    """
    wrong = {table: find_wrong_texts(table, seen["newest"][table]) for table in ("customers", "products")}
    if not wrong["customers"] and not wrong["products"]:
        return
    others = read_other_texts(seen["other_ids"], wrong, found["began"])
    for table in wrong:
        newest = seen["newest"][table]
        too_new = [id for id, row in wrong[table].items() if row and row["updated_at"] > newest[id]["updated_at"]]
        explained = set()
        for ids in in_chunks(too_new):
            explained |= find_texts_of_an_order(table, ids)
        for id, row in wrong[table].items():
            if id in explained or row and has_one_of(row, others[table].get(id, [])):
                continue
            document_id = newest[id]["document_id"]
            difference = describe(row, newest[id]["versions"][0])
            note(found, f"{table} different", f"{id!r}: {difference}, document {document_id!r}")
            found["resend"].append(document_id)
            if id in too_new:
                found["renew"].append(document_id)


def read_other_texts(document_ids, wrong, began):
    """Returns {table: {id: [texts]}} of these documents, and of those that were claimed since reconcile began."""
    others = {table: {} for table in wrong}
    filters = [{"etl_at": {"$gte": began}}] + [{"_id": {"$in": ids}} for ids in in_chunks(document_ids)]
    for filter in filters:
        for documents in read_documents(filter):
            for order in map(read_version, documents):
                for table, id, version in texts_of(order) if order else ():
                    if id in wrong[table]:
                        others[table].setdefault(id, []).append(version)
    return others


def describe(row, version):
    if row is None:
        return "not in MySQL"
    return compare_columns({column: row[column] for column in version}, version)
