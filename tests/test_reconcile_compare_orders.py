"""
Reconcile compares orders - an order as MongoDB has it with its row and lines in MySQL, by the names of the columns

FLOW:
    1 take the row and the line of an order, the second line is lost
    2 compare them with the order: the first difference is named

LIBRARIES:
    none
"""
from tests.support import environment
from tests.support.sample_order import ON_THE_WIRE
from reconcile.compare_orders import find_difference, read_stored_orders

COLUMNS = ("order_id", "customer_id", "status", "created_at", "updated_at", "read_at")
ROW = {column: ON_THE_WIRE[column] for column in COLUMNS}
LINES = [
    {"order_id": "A1", "line_number": 1, "product_id": "P1", "quantity": 2, "unit_price": "9.9000"},
    {"order_id": "A1", "line_number": 2, "product_id": "P2", "quantity": 1, "unit_price": "0.1000"},
]


def test_compare_orders():
    print("1 a row:", ROW, "and one line of two:", LINES[:1])
    print("2 the difference:", find_difference(ON_THE_WIRE, ROW, LINES[:1]))
    assert find_difference(ON_THE_WIRE, ROW, LINES[:1]) == "1 lines in MySQL and 2 in MongoDB"
    assert find_difference(ON_THE_WIRE, ROW, LINES) is None
    lost = dict(ROW, status="LOST")
    assert find_difference(ON_THE_WIRE, lost, LINES) == "status is 'LOST' in MySQL and 'PAID' in MongoDB"
    wrong = [LINES[0], dict(LINES[1], quantity=3)]
    assert find_difference(ON_THE_WIRE, ROW, wrong) == "line 2: quantity is 3 in MySQL and 1 in MongoDB"
    environment.empty()
    assert read_stored_orders(["A1"]) == {}


if __name__ == "__main__":
    test_compare_orders()
