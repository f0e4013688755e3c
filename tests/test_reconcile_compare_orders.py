"""
Reconcile compares orders - an order as MongoDB has it with its row and lines in MySQL, by the names of the columns

FLOW:
    1 take an order, and its row and lines in MySQL, of which one is lost: the first difference is named
    2 recheck an order that was not in MySQL at the first look: it is missing

LIBRARIES:
    pymongo: talks to MongoDB
"""
from tests.support import environment
from tests.support.sample_order import DOCUMENT, ON_THE_WIRE, READ_AT
from reconcile.compare_orders import find_difference, recheck_orders
from reconcile.report import new_findings

ROW = {column: ON_THE_WIRE[column] for column in ("order_id", "customer_id", "status", "updated_at", "read_at")}
LINES = [
    {"order_id": "A1", "line_number": 1, "product_id": "P1", "quantity": 2, "unit_price": "9.9000"},
    {"order_id": "A1", "line_number": 2, "product_id": "P2", "quantity": 1, "unit_price": "0.1000"},
]


def test_compare_orders():
    print("1 one line of two:", LINES[:1], "->", find_difference(ON_THE_WIRE, ROW, LINES[:1]))
    assert find_difference(ON_THE_WIRE, ROW, LINES[:1]) == "1 lines in MySQL and 2 in MongoDB"
    assert find_difference(ON_THE_WIRE, ROW, LINES) is None
    wrong = [LINES[0], dict(LINES[1], quantity=3)]
    assert find_difference(ON_THE_WIRE, ROW, wrong) == "line 2: quantity is 3 in MySQL and 1 in MongoDB"

    environment.empty()
    environment.orders.insert_one(dict(DOCUMENT, _id=7, etl_status="SENT", etl_at=READ_AT))
    found = new_findings()
    recheck_orders({"mismatches": {"A1": [ON_THE_WIRE["read_at"]]}, "document_ids": {"A1": [7]}}, found)
    print("2 missing:", found["examples"]["missing"], "to be sent once more:", found["resend"])
    assert found["examples"]["missing"] == ["order 'A1', document 7: SENT, but not in MySQL"]
    assert found["resend"] == [7]


if __name__ == "__main__":
    test_compare_orders()
