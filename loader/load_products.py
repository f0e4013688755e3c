from .connection.mysql_connection import fill_id_list
from .load_customers import FIRST_DATE


def load_products(cursor, orders):
    """
    Writes the products of these orders: each ends with the texts of the order with the newest updated_at that names it,
    on a tie of the line that comes later. The caller commits.
    """
    # by id, a row as in the table: its last value is updated_at
    newest = {}
    for order in orders:
        for item in order["items"]:
            known = newest.get(item["product_id"])
            if known is None or order["updated_at"] >= known[-1]:
                newest[item["product_id"]] = (item["product_id"], item["name"], item["category"], order["updated_at"])
    renew_products(cursor, {item["product_id"] for order in orders if order.get("renew") for item in order["items"]})

    # find the batch's products by id, select their texts and updated_at
    query = """
        SELECT products.product_id, products.name, products.category, products.updated_at
        FROM products
        WHERE products.product_id IN (ID_LIST)
    """
    cursor.execute(fill_id_list(query, newest), tuple(newest))
    # the batch's dates are text, those of mysql are datetimes
    stored = {row[0]: (*row[:-1], row[-1].isoformat(" ", "milliseconds")) for row in cursor.fetchall()}

    # what would not change is not written, for its row would be locked: a frozen loader may hold others up with that
    # sorted, so that two loaders write the same products in the same order and do not wait for each other in a ring
    changed = []
    for product_id in sorted(newest):
        new, old = newest[product_id], stored.get(product_id)
        if old is None or (new[-1] >= old[-1] and new != old):
            changed.append(new)
    if changed:
        # insert the products, where one is there already change its columns if this version is not older
        cursor.executemany(
            """
            INSERT INTO products (product_id, name, category, updated_at)
            VALUES (%s, %s, %s, %s)
            ON DUPLICATE KEY UPDATE
                name = IF(VALUES(updated_at) >= products.updated_at, VALUES(name), products.name),
                category = IF(VALUES(updated_at) >= products.updated_at, VALUES(category), products.category),
                updated_at = GREATEST(VALUES(updated_at), products.updated_at)
            """,
            changed,
        )


def renew_products(cursor, product_ids):
    """
    Takes the date off those of these products that have the date of no order in MySQL, for reconcile found one wrong:
    the next order that names them decides, whatever its date. All others keep their date.
    """
    if product_ids:
        # join lines and orders with the date of these products, where there is none set the date to the first
        query = """
            UPDATE products
            LEFT JOIN (order_items JOIN orders ON orders.order_id = order_items.order_id)
                ON order_items.product_id = products.product_id AND orders.updated_at = products.updated_at
            SET products.updated_at = %s
            WHERE products.product_id IN (ID_LIST) AND orders.order_id IS NULL
        """
        cursor.execute(fill_id_list(query, product_ids), (FIRST_DATE, *sorted(product_ids)))
