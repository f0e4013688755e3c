from .id_list import fill_id_list


def load_products(cursor, orders):
    """
    Writes the products of these orders that MySQL does not have, or has with another text and an older updated_at.
    Products that are there unchanged cost one SELECT and no write.
    """
    # by id, a row as in the table: its last value is updated_at
    newest = {}
    for order in orders:
        for item in order["items"]:
            known = newest.get(item["product_id"])
            if known is None or order["updated_at"] >= known[-1]:
                newest[item["product_id"]] = (item["product_id"], item["name"], item["category"], order["updated_at"])

    # find the page's products by id, select their texts and updated_at
    query = """
        SELECT products.product_id, products.name, products.category, products.updated_at
        FROM products
        WHERE products.product_id IN (ID_LIST)
    """
    cursor.execute(fill_id_list(query, newest), tuple(newest))
    stored = {row[0]: row for row in cursor.fetchall()}

    changed = []
    # sorted, so that two loaders write the same products in the same order and do not wait for each other in a ring
    for product_id in sorted(newest):
        new = newest[product_id]
        old = stored.get(product_id)
        # the page's dates are text, those of mysql are datetimes
        if old is None or (new[1:-1] != old[1:-1] and new[-1] > old[-1].isoformat(" ", "milliseconds")):
            changed.append(new)
    if changed:
        # insert the products, where one is there already change its columns if this version is newer
        cursor.executemany(
            """
            INSERT INTO products (product_id, name, category, updated_at)
            VALUES (%s, %s, %s, %s)
            ON DUPLICATE KEY UPDATE
                name = IF(VALUES(updated_at) > products.updated_at, VALUES(name), products.name),
                category = IF(VALUES(updated_at) > products.updated_at, VALUES(category), products.category),
                updated_at = GREATEST(VALUES(updated_at), products.updated_at)
            """,
            changed,
        )
