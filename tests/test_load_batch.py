"""
Load batch - one message of Kafka becomes rows in MySQL

FLOW:
    1 take a batch with one order
    2 call load_batch() once
    3 look at the rows: a customer, two products, an order with two lines, and the batch itself

LIBRARIES:
    mysql-connector-python: talks to MySQL; the loader writes with it, stored_rows() reads with it
"""
from tests.support import environment
from tests.support.rows import stored_rows
from tests.support.sample_order import ON_THE_WIRE, ROWS, message
from loader.load_batch import load_batch


def test_load_batch():
    environment.empty()
    print("1 a batch with one order:", ON_THE_WIRE)
    print("2 load_batch() has written (orders, lines):", load_batch(message(), [ON_THE_WIRE]))

    rows = {table: stored_rows(table) for table in ROWS}
    print("3 the rows:", *rows.items(), sep="\n   ")
    assert rows == ROWS
    batches = environment.mysql_rows("""
        SELECT loaded_batches.order_count, loaded_batches.line_count
        FROM loaded_batches""")
    assert batches == [(1, 2)]


if __name__ == "__main__":
    test_load_batch()
