from .read_rows import in_chunks
from .read_texts import read_stored_texts

# the columns that are compared; whoever adds a field of customers or products adds it here and to its query
COLUMNS = {"customers": ("name", "email", "country"), "products": ("name", "category")}


def texts_of(order):
    """Hands out (table, id, {column: text}) for the customer of an order and for each of its products."""
    # our name of a customer's field is its column with customer_ before it
    yield "customers", order["customer_id"], {column: order[f"customer_{column}"] for column in COLUMNS["customers"]}
    # of an order that has a product on several lines the later line counts
    items = {item["product_id"]: item for item in order["items"]}
    for product_id, item in items.items():
        yield "products", product_id, {column: item[column] for column in COLUMNS["products"]}


def add_texts(newest, order, document_id):
    """
    Adds what a SENT document names to `newest`, {table: {id: {updated_at, versions, document_id}}}.
    It keeps the versions of the newest updated_at only; several documents may have that date, and any of them is right.
    """
    for table, id, version in texts_of(order):
        known = newest[table].get(id)
        if known is None or order["updated_at"] > known["updated_at"]:
            newest[table][id] = {"updated_at": order["updated_at"], "versions": [version], "document_id": document_id}
        elif order["updated_at"] == known["updated_at"] and version not in known["versions"]:
            known["versions"].append(version)


def find_wrong_texts(table, newest):
    """
    Takes "customers" or "products", and what add_texts() has kept for this table.
    Returns {id: row, or None where it is not in MySQL} of those that have the texts of none of their newest versions.
    """
    wrong = {}
    for ids in in_chunks(list(newest)):
        stored = read_stored_texts(table, ids)
        for id in ids:
            if id not in stored or not has_one_of(stored[id], newest[id]["versions"]):
                wrong[id] = stored.get(id)
    return wrong


def has_one_of(row, versions):
    return any(all(row[column] == value for column, value in version.items()) for version in versions)
