from .connection.mysql_connection import database


def find_order(order_id):
    """Returns one order as a dict, with its customer and its lines in it, or None for an unknown id."""
    # find the order, join its customer, its lines and their products, order by line number, select the columns
    rows = database.select(
        """
        SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at,
            orders.total, orders.read_at, orders.loaded_at, orders.deleted_at,
            customers.name, customers.email, customers.country,
            order_items.line_number, order_items.product_id, products.name, products.category,
            order_items.quantity, order_items.unit_price
        FROM orders
        JOIN customers ON customers.customer_id = orders.customer_id
        JOIN order_items ON order_items.order_id = orders.order_id
        JOIN products ON products.product_id = order_items.product_id
        WHERE orders.order_id = %s
        ORDER BY order_items.line_number
        """,
        (order_id,),
        names=(
            "order_id", "customer_id", "status", "created_at", "updated_at",
            "total", "read_at", "loaded_at", "deleted_at", "customer_name", "email", "country",
            "line_number", "product_id", "name", "category", "quantity", "unit_price",
        ),
    )
    if not rows:
        return None
    # a row for each line, with the order and its customer in it: the models in router.py pick what belongs to each
    customer = dict(rows[0], name=rows[0]["customer_name"])
    return dict(rows[0], customer=customer, lines=rows)
