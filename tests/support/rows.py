"""
Rows - puts rows into MySQL as the loader would, for tests that need no pipeline, and reads what is stored there

All that are put were loaded at LOADED_AT.
"""
from datetime import datetime
from tests.support import environment, expected
from tests.support.sample_order import ORDER_COLUMNS, READ_AT

LOADED_AT = datetime(2026, 1, 7, 8, 30, 1, 500000)
LOADED_AT_TEXT = "2026-01-07T08:30:01.500Z"
READ_AT_TEXT = "2026-01-07T08:30:00.000Z"

COLUMNS = {
    "customers": "customer_id, name, email, country, newest_order_at, newest_order_id",
    "products": "product_id, name, category, newest_order_at, newest_order_id",
    "orders": f"loaded_at, {ORDER_COLUMNS}",
    "order_items": "order_id, line_number, product_id, quantity, unit_price",
}


def put_rows(rows):
    """Takes {table: rows}, the columns in their order, those of orders without loaded_at."""
    connection = environment.connect_to_mysql()
    cursor = connection.cursor()
    cursor.execute("START TRANSACTION")
    for table, columns in COLUMNS.items():
        # a date in front of each order
        found = [(LOADED_AT, *row) for row in rows[table]] if table == "orders" else rows[table]
        names = [name.strip() for name in columns.split(",")]
        values = ", ".join(["%s"] * len(names))
        # a column that was added since is null
        found = [(*row, *[None] * (len(names) - len(row))) for row in found]
        cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})", found)
    connection.commit()
    connection.close()


def stored_rows(table):
    """Returns the rows of a table as sample_order's ROWS has them: in order, those of orders without loaded_at."""
    columns = COLUMNS[table].removeprefix("loaded_at, ")
    return environment.mysql_rows(f"SELECT {columns} FROM {table} ORDER BY 1, 2")


def rows_of(orders):
    """Takes whole orders without read_at and loaded_at; returns their rows."""
    customers, products = expected.newest_orders(orders)
    return {
        "customers": [(*customer.values(), *newest(customers[customer["customer_id"]]))
                      for customer in expected.list_customers(orders)],
        "products": [(*product.values(), *newest(products[product["product_id"]]))
                     for product in expected.list_products(orders)],
        "orders": [
            (order["order_id"], order["customer_id"], order["status"], as_mysql(order["created_at"]),
             as_mysql(order["updated_at"]), order["total"], READ_AT, as_mysql(order["deleted_at"]))
            for order in orders
        ],
        "order_items": [
            (order["order_id"], line["line_number"], line["product_id"], line["quantity"], line["unit_price"])
            for order in orders for line in order["lines"]
        ],
    }


def as_texts(rows):
    """Returns rows in order, each value as text, so that those of rows_of() are like MySQL's."""
    return sorted(tuple(value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else str(value)
                        for value in row) for row in rows)


def newest(order):
    return as_mysql(order["created_at"]), order["order_id"]


def as_mysql(date):
    return date and date.rstrip("Z")
