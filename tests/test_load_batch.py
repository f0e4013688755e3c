"""
Load batch - one message of Kafka becomes rows in MySQL

FLOW:
    1 take a batch with one order
    2 call load_batch() once
    3 look at the rows: a customer, two products, an order with two lines, and the batch itself

LIBRARIES:
    mysql-connector-python: talks to MySQL; the loader writes with it, mysql_rows() reads with it
    types (comes with Python): a SimpleNamespace is an object with the attributes that it is given
"""
from types import SimpleNamespace
from tests.support import environment
from tests.support.sample_order import ON_THE_WIRE, ORDER_COLUMNS, ROWS
from loader.load_batch import load_batch

# where a message of kafka was, and when it was sent
MESSAGE = SimpleNamespace(
    topic=lambda: "shop.orders", partition=lambda: 0, offset=lambda: 17, timestamp=lambda: (1, 1767774600000),
)
QUERIES = {
    "customers": """
        SELECT customers.customer_id, customers.name, customers.email, customers.country,
            customers.newest_order_at, customers.newest_order_id
        FROM customers""",
    "products": """
        SELECT products.product_id, products.name, products.category, products.newest_order_at, products.newest_order_id
        FROM products
        ORDER BY products.product_id""",
    "orders": f"SELECT {ORDER_COLUMNS} FROM orders",
    "order_items": """
        SELECT order_items.order_id, order_items.line_number, order_items.product_id, order_items.quantity,
            order_items.unit_price
        FROM order_items
        ORDER BY order_items.order_id, order_items.line_number""",
}


def test_load_batch():
    environment.empty()
    print("1 a batch with one order:", ON_THE_WIRE)
    print("2 load_batch() has written (orders, lines):", load_batch(MESSAGE, [ON_THE_WIRE]))

    rows = {table: environment.mysql_rows(query) for table, query in QUERIES.items()}
    print("3 the rows:")
    for table in rows:
        print("  ", table, *rows[table], sep="\n      ")
    assert rows == ROWS
    batches = environment.mysql_rows("""
        SELECT loaded_batches.order_count, loaded_batches.line_count
        FROM loaded_batches""")
    assert batches == [(1, 2)]


if __name__ == "__main__":
    test_load_batch()
