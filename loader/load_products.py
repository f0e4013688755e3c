from .connection.mysql_connection import fill_id_list, insert_rows
from .load_customers import NO_ORDER_AT, NO_ORDER_ID, rows_to_write


def load_products(cursor, orders):
    """
    Writes the products of these orders (one version of each): each has the texts of its newest order, the one with the
    greatest (created_at, order_id), of two lines of that order those of the later one. The caller commits.
    """
    rows_of_product = {}
    for order in orders:
        for item in order["items"]:
            # by order: of two lines of one order that name the same product the later one counts
            rows_of_product.setdefault(item["product_id"], {})[order["order_id"]] = (
                item["product_id"], item["name"], item["category"], order["created_at"], order["order_id"],
            )
    # find the batch's products by id, select all their columns
    query = """
        SELECT products.product_id, products.name, products.category, products.newest_order_at, products.newest_order_id
        FROM products
        WHERE products.product_id IN (ID_LIST)
    """
    cursor.execute(fill_id_list(query, rows_of_product), tuple(rows_of_product))
    stored_rows = {row[0]: row for row in cursor.fetchall()}

    rows = []
    # sorted, so that two loaders write the same products in the same order and do not wait for each other in a ring
    for product_id in sorted(rows_of_product):
        rows += rows_to_write(rows_of_product[product_id].values(), stored_rows.get(product_id))
    if rows:
        # from left to right as in load_customers.py: first which order is the newest one, then its texts and its date
        # insert the products, where one is there already take the newest order and its texts
        insert_rows(
            cursor,
            """
            INSERT INTO products (product_id, name, category, newest_order_at, newest_order_id)
            VALUES (%s, %s, %s, %s, %s)
            ON DUPLICATE KEY UPDATE
                newest_order_id = IF(
                    (VALUES(newest_order_at), VALUES(newest_order_id))
                        > (products.newest_order_at, products.newest_order_id),
                    VALUES(newest_order_id), products.newest_order_id),
                name = IF(products.newest_order_id = VALUES(newest_order_id), VALUES(name), products.name),
                category = IF(products.newest_order_id = VALUES(newest_order_id), VALUES(category), products.category),
                newest_order_at = IF(
                    products.newest_order_id = VALUES(newest_order_id),
                    VALUES(newest_order_at), products.newest_order_at)
            """,
            rows,
        )


def give_up_products(cursor, dropped):
    """
    Takes (product_id, order_id) of orders that have this product no longer; a product that has the texts of such an
    order keeps them until the next order that names it. The caller commits.
    """
    # find the product by its id and the order that it has the texts of, give it the first date and no order
    cursor.executemany(
        """
        UPDATE products
        SET products.newest_order_at = %s, products.newest_order_id = %s
        WHERE products.product_id = %s AND products.newest_order_id = %s
        """,
        [(NO_ORDER_AT, NO_ORDER_ID, product_id, order_id) for product_id, order_id in sorted(dropped)],
    )
