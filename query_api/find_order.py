from .connection.mysql_connection import database


def find_order(order_id):
    """Returns one order as a dict, with its customer and its lines in it, or None for an unknown id."""
    # find the order, join its customer, its lines and their products, order by line number, select the columns
    rows = database.select(
        """
        SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at,
            orders.read_at, orders.loaded_at, customers.name, customers.email, customers.country,
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
    )
    order = None
    # a row for each line: the order and its customer are the same in all of them
    for (
        order_id, customer_id, status, created_at, updated_at, read_at, loaded_at, customer_name, email, country,
        line_number, product_id, name, category, quantity, unit_price,
    ) in rows:
        if order is None:
            order = {
                "order_id": order_id, "customer_id": customer_id, "status": status,
                "created_at": created_at, "updated_at": updated_at, "read_at": read_at, "loaded_at": loaded_at,
                "customer": {"customer_id": customer_id, "name": customer_name, "email": email, "country": country},
                "lines": [],
            }
        order["lines"].append({
            "line_number": line_number, "product_id": product_id, "name": name, "category": category,
            "quantity": quantity, "unit_price": unit_price,
        })
    return order
