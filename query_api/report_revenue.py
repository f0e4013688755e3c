from .connection.mysql_connection import database

# straight join: mysql joins in the order in which the tables stand here, and the first index is the primary key, so that orders
# and lines are both read from front to end, side by side: left to itself, mysql jumped to and fro for minutes on a million orders


def revenue_by_country():
    """Returns revenue (text, exact) and number of orders of each country as dicts, highest revenue first."""
    # join orders to their customers and lines, leave out the cancelled, group by country, add up, highest revenue first
    rows = database.select(
        """
        SELECT STRAIGHT_JOIN customers.country, SUM(order_items.quantity * order_items.unit_price), COUNT(DISTINCT orders.order_id)
        FROM orders FORCE INDEX (PRIMARY)
        JOIN customers ON customers.customer_id = orders.customer_id
        JOIN order_items ON order_items.order_id = orders.order_id
        WHERE orders.status != 'CANCELLED'
        GROUP BY customers.country
        ORDER BY SUM(order_items.quantity * order_items.unit_price) DESC, customers.country
        """
    )
    return [{"country": row[0], "revenue": str(row[1]), "order_count": row[2]} for row in rows]


def revenue_by_month():
    """Returns revenue (text, exact) and number of orders of each month (of created_at) as dicts, months in order."""
    # join lines to their orders, leave out the cancelled, group by month, add up, order by month
    # the lines stand first here: orders would be sorted by month before their lines are read, which are jumped to then
    rows = database.select(
        """
        SELECT STRAIGHT_JOIN DATE_FORMAT(orders.created_at, '%Y-%m'), SUM(order_items.quantity * order_items.unit_price),
            COUNT(DISTINCT orders.order_id)
        FROM order_items FORCE INDEX (PRIMARY)
        JOIN orders ON orders.order_id = order_items.order_id
        WHERE orders.status != 'CANCELLED'
        GROUP BY DATE_FORMAT(orders.created_at, '%Y-%m')
        ORDER BY DATE_FORMAT(orders.created_at, '%Y-%m')
        """
    )
    return [{"month": row[0], "revenue": str(row[1]), "order_count": row[2]} for row in rows]


def revenue_by_category():
    """Returns revenue (text, exact) and number of orders of each category as dicts, highest revenue first."""
    # join orders to their lines and products, leave out the cancelled, group by category, add up, highest revenue first
    rows = database.select(
        """
        SELECT STRAIGHT_JOIN products.category, SUM(order_items.quantity * order_items.unit_price), COUNT(DISTINCT orders.order_id)
        FROM orders FORCE INDEX (PRIMARY)
        JOIN order_items ON order_items.order_id = orders.order_id
        JOIN products ON products.product_id = order_items.product_id
        WHERE orders.status != 'CANCELLED'
        GROUP BY products.category
        ORDER BY SUM(order_items.quantity * order_items.unit_price) DESC, products.category
        """
    )
    return [{"category": row[0], "revenue": str(row[1]), "order_count": row[2]} for row in rows]
