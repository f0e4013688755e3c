from .compare_orders import compare_columns
from .read_documents import read_documents
from .read_rows import in_chunks, read_rows
from .report import note

# whoever adds a field of customers or products adds its column here and in texts_of()
ID_COLUMNS = {"customers": "customer_id", "products": "product_id"}
QUERIES = {
    # find customers by id, select id, texts and the date of the order that they came from
    "customers": """
        SELECT customers.customer_id, customers.name, customers.email, customers.country, customers.updated_at
        FROM customers
        WHERE customers.customer_id IN (ID_LIST)
    """,
    # find products by id, select id, texts and the date of the order that they came from
    "products": """
        SELECT products.product_id, products.name, products.category, products.updated_at
        FROM products
        WHERE products.product_id IN (ID_LIST)
    """,
}


def read_texts(table, ids):
    """Returns {id: ({column: text}, updated_at)} of those of these customers or products that are in MySQL."""
    texts = {}
    for chunk in in_chunks(ids):
        for row in read_rows(QUERIES[table], chunk):
            id, updated_at = row.pop(ID_COLUMNS[table]), row.pop("updated_at")
            texts[id] = (row, updated_at)
    return texts


def texts_of(order):
    """Returns {(table, id): {column: text}} of the customer of an order and of each of its products."""
    # our name of a customer's field is its column with customer_ before it
    customer = {column: order[f"customer_{column}"] for column in ("name", "email", "country")}
    texts = {("customers", order["customer_id"]): customer}
    for item in order["items"]:
        # of an order that has a product on several lines the later line counts
        texts["products", item["product_id"]] = {column: item[column] for column in ("name", "category")}
    return texts


def add_newest(newest, order, document_id):
    """Keeps the texts of the newest updated_at; several documents may have that date, and any of them is right."""
    for key, text in texts_of(order).items():
        known = newest.get(key)
        if known is None or order["updated_at"] > known["updated_at"]:
            newest[key] = {"updated_at": order["updated_at"], "texts": [text], "document_id": document_id}
        elif order["updated_at"] == known["updated_at"] and text not in known["texts"]:
            known["texts"].append(text)


def check_texts(seen, found):
    """
    Compares customers and products with the texts of the SENT documents with the newest updated_at that name them.
    Right is also a text that is newer than all of them and has the date of an order in MySQL: its document was deleted,
    rejected, or is new again. A document that was claimed since reconcile began tells nothing.
    """
    newest, wrong = seen["newest"], {}
    for table in QUERIES:
        ids = [id for name, id in newest if name == table]
        stored = read_texts(table, ids)
        for id in ids:
            text, updated_at = stored.get(id, (None, ""))
            if text not in newest[table, id]["texts"]:
                wrong[table, id] = (text, updated_at)
    too_new = {key for key, (text, updated_at) in wrong.items() if updated_at > newest[key]["updated_at"]}
    named = find_named_by_orders(sorted({wrong[key][1] for key in too_new}))
    telling = find_unchanged([newest[key]["document_id"] for key in wrong], found["began"]) - seen["replaced"]
    for (table, id), (text, updated_at) in wrong.items():
        document_id, expected = newest[table, id]["document_id"], newest[table, id]["texts"][0]
        explained = (table, id) in too_new and (table, id, updated_at) in named
        if explained or repr(document_id) not in telling:
            continue
        difference = compare_columns(text, expected) if text else "not in MySQL"
        note(found, f"{table} different", f"{id!r}: {difference}, document {document_id!r}")
        found["right texts"][table, id] = expected
        found["resend"].append(document_id)
        if (table, id) in too_new:
            found["renew"].append(document_id)


def find_unchanged(document_ids, began):
    """Returns of these documents, as repr(_id), those that are SENT by a claim from before reconcile began."""
    sent_before = {"etl_status": "SENT", "etl_at": {"$lt": began}}
    parts = [read_documents({"_id": {"$in": ids}, **sent_before}) for ids in in_chunks(document_ids)]
    return {repr(document["document_id"]) for part in parts for documents in part for document in documents}


def find_named_by_orders(dates):
    """Returns a set: (table, id, date) of each customer and product that an order of one of these dates names."""
    named = set()
    for chunk in in_chunks(dates):
        # find the orders of some dates, join their lines if any, select each customer and product with the date once
        rows = read_rows(
            """
            SELECT DISTINCT orders.customer_id, order_items.product_id, orders.updated_at
            FROM orders
            LEFT JOIN order_items ON order_items.order_id = orders.order_id
            WHERE orders.updated_at IN (ID_LIST)
            """,
            chunk,
        )
        for row in rows:
            for table, column in ID_COLUMNS.items():
                named.add((table, row[column], row["updated_at"]))
    return named
