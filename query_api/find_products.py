from .connection.mysql_connection import database


def find_products(limit, after, category):
    """
    Returns at most `limit` products as dicts, by id, those behind the id `after` ('' is before all of them);
    of one category only where `category` is not None.
    """
    # mysql takes out a filter whose value is null before it chooses an index
    # find a category's products behind an id, in the order of their ids, take the first ones, select their columns
    return database.select(
        """
        SELECT products.product_id, products.name, products.category
        FROM products
        WHERE (%s IS NULL OR products.category = %s) AND products.product_id > %s
        ORDER BY products.product_id
        LIMIT %s
        """,
        (category, category, after, limit),
    )


def product_name(product_id):
    """Returns the name of a product that an order's line names."""
    # find the product with this id, select its name
    rows = database.select(
        """
        SELECT products.name
        FROM products
        WHERE products.product_id = %s
        """,
        (product_id,),
    )
    return rows[0]["name"]
