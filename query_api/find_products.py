from .connection.mysql_connection import database


def find_products(limit, after, category):
    """
    Returns at most `limit` products as dicts, by id, those behind the id `after` ('' is before all of them);
    of one category only where `category` is not None.
    """
    if category is None:
        # find the products behind an id, in the order of their ids, take the first ones, select their columns
        return database.select(
            """
            SELECT products.product_id, products.name, products.category
            FROM products
            WHERE products.product_id > %s
            ORDER BY products.product_id
            LIMIT %s
            """,
            (after, limit),
        )
    # find a category's products behind an id, in the order of their ids, take the first ones, select their columns
    return database.select(
        """
        SELECT products.product_id, products.name, products.category
        FROM products
        WHERE products.category = %s AND products.product_id > %s
        ORDER BY products.product_id
        LIMIT %s
        """,
        (category, after, limit),
    )
