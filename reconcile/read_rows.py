from datetime import datetime
from decimal import Decimal
from .connection.mysql_connection import connection

CHUNK = 1000


def read_rows(query, values):
    """
    Takes a SELECT and its values; ID_LIST in it becomes a list of them. Returns the rows as dicts {column: value},
    dates and money as text, as they are in a message.
    """
    cursor = connection.cursor(dictionary=True)
    cursor.execute(query.replace("ID_LIST", ", ".join(["%s"] * len(values))), values)
    rows = [{column: to_message_value(value) for column, value in row.items()} for row in cursor.fetchall()]
    cursor.close()
    return rows


def to_message_value(value):
    if isinstance(value, datetime):
        return value.isoformat(" ", "milliseconds")
    if isinstance(value, Decimal):
        return f"{value:.4f}"
    return value


def in_chunks(values):
    """Hands out a list of values in lists of at most 1000."""
    for first in range(0, len(values), CHUNK):
        yield values[first:first + CHUNK]


def read_order_ids():
    """Returns the ids of all orders in MySQL as a set."""
    cursor = connection.cursor()
    # select the ids of all orders
    cursor.execute(
        """
        SELECT orders.order_id
        FROM orders
        """
    )
    order_ids = {row[0] for row in cursor}
    cursor.close()
    return order_ids
