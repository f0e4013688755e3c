from .connection.mysql_connection import database
from .utc_text import utc_text


def find_order(order_id):
    """
    Returns one order with its customer and its lines as a dict, or None for an unknown id.
    Prices are text, exact, with four decimals.
    """
    connection = database.connection()
    cursor = connection.cursor()
    # one transaction: a loader that writes in between cannot give the order of one version and the lines of another
    cursor.execute("START TRANSACTION READ ONLY")
    # find the order, join its customer, select the columns of both
    cursor.execute(
        """
        SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at, orders.loaded_at,
            customers.name, customers.email, customers.country
        FROM orders
        JOIN customers ON customers.customer_id = orders.customer_id
        WHERE orders.order_id = %s
        """,
        (order_id,),
    )
    orders = cursor.fetchall()
    # find the order's lines, join their products, select the columns of both, order by line number
    cursor.execute(
        """
        SELECT order_items.line_number, order_items.product_id, products.name, products.category,
            order_items.quantity, order_items.unit_price
        FROM order_items
        JOIN products ON products.product_id = order_items.product_id
        WHERE order_items.order_id = %s
        ORDER BY order_items.line_number
        """,
        (order_id,),
    )
    lines = cursor.fetchall()
    connection.commit()
    cursor.close()
    if not orders:
        return None
    row = orders[0]
    return {
        "order_id": row[0],
        "customer_id": row[1],
        "status": row[2],
        "created_at": utc_text(row[3]),
        "updated_at": utc_text(row[4]),
        "loaded_at": utc_text(row[5]),
        "customer": {"customer_id": row[1], "name": row[6], "email": row[7], "country": row[8]},
        "lines": [
            {
                "line_number": line[0],
                "product_id": line[1],
                "name": line[2],
                "category": line[3],
                "quantity": line[4],
                "unit_price": str(line[5]),
            }
            for line in lines
        ],
    }
