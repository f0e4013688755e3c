from .connection.mysql_connection import database

# straight join and primary: orders and lines are read from front to end, side by side, see report_revenue.py


def top_products(limit):
    """Returns the `limit` products with the highest revenue (text, exact) and the quantity sold, as dicts."""
    # join orders to their lines and products, leave out the cancelled, group by product, add up, take the highest revenues
    rows = database.select(
        """
        SELECT STRAIGHT_JOIN products.product_id, products.name, SUM(order_items.quantity * order_items.unit_price), SUM(order_items.quantity)
        FROM orders FORCE INDEX (PRIMARY)
        JOIN order_items ON order_items.order_id = orders.order_id
        JOIN products ON products.product_id = order_items.product_id
        WHERE orders.status != 'CANCELLED'
        GROUP BY products.product_id, products.name
        ORDER BY SUM(order_items.quantity * order_items.unit_price) DESC, products.product_id
        LIMIT %s
        """,
        (limit,),
    )
    return [{"product_id": row[0], "name": row[1], "revenue": str(row[2]), "quantity": int(row[3])} for row in rows]


def top_customers(limit):
    """Returns the `limit` customers with the highest revenue (text, exact) and their number of orders, as dicts."""
    # join orders to their customers and lines, leave out the cancelled, group by customer, add up, take the highest revenues
    rows = database.select(
        """
        SELECT STRAIGHT_JOIN customers.customer_id, customers.name, SUM(order_items.quantity * order_items.unit_price),
            COUNT(DISTINCT orders.order_id)
        FROM orders FORCE INDEX (PRIMARY)
        JOIN customers ON customers.customer_id = orders.customer_id
        JOIN order_items ON order_items.order_id = orders.order_id
        WHERE orders.status != 'CANCELLED'
        GROUP BY customers.customer_id, customers.name
        ORDER BY SUM(order_items.quantity * order_items.unit_price) DESC, customers.customer_id
        LIMIT %s
        """,
        (limit,),
    )
    return [{"customer_id": row[0], "name": row[1], "revenue": str(row[2]), "order_count": row[3]} for row in rows]
