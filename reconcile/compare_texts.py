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


def add_other(other, order):
    """Keeps the texts of a version that MySQL may have or not; of None, which is no order, there are none."""
    for key, text in texts_of(order).items() if order else ():
        other.setdefault(key, []).append(text)


def check_texts(seen, found):
    """
    Compares customers and products with the texts of the SENT documents with the newest updated_at that name them.
    Right is also a text that came while reconcile was reading, and one that is newer than all SENT documents and has
    the date of an order in MySQL: the document was deleted, rejected, or is new again.
    """
    wrong = find_wrong_texts(seen["newest"])
    for documents in read_documents({"etl_at": {"$gte": found["began"]}}) if wrong else ():
        for document in documents:
            add_other(seen["other"], document["order"])
    too_new = {key for key, row in wrong.items() if row and row["updated_at"] > seen["newest"][key]["updated_at"]}
    named = find_named_by_orders(sorted({wrong[key]["updated_at"] for key in too_new}))
    for key, row in wrong.items():
        explained = key in too_new and (*key, row["updated_at"]) in named
        if explained or row and has_one_of(row, seen["other"].get(key, [])):
            continue
        (table, id), newest = key, seen["newest"][key]
        text = newest["texts"][0]
        difference = compare_columns({column: row[column] for column in text}, text) if row else "not in MySQL"
        note(found, f"{table} different", f"{id!r}: {difference}, document {newest['document_id']!r}")
        found["resend"].append(newest["document_id"])
        if key in too_new:
            found["renew"].append(newest["document_id"])


def find_wrong_texts(newest):
    """Returns {(table, id): row, or None where it is not in MySQL} of what has none of its newest texts."""
    wrong = {}
    for table, query in QUERIES.items():
        for ids in in_chunks([id for name, id in newest if name == table]):
            rows = {row[ID_COLUMNS[table]]: row for row in read_rows(query, ids)}
            for id in ids:
                if id not in rows or not has_one_of(rows[id], newest[table, id]["texts"]):
                    wrong[table, id] = rows.get(id)
    return wrong


def has_one_of(row, texts):
    return any(all(row[column] == value for column, value in text.items()) for text in texts)


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
