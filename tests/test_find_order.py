"""
Find order - one order with its customer and its lines, by one JOIN

FLOW:
    1 put an order of two lines into MySQL
    2 find it by its id; the model in router.py makes the answer of it
    3 look for an id that nobody has: None

LIBRARIES:
    mysql-connector-python: talks to MySQL; a DECIMAL arrives as an exact Decimal
    pydantic: WholeOrder, a class of fields and their types, picks the fields and writes dates and money as text
"""
from tests.support import environment
from tests.support.rows import LOADED_AT_TEXT, put_rows
from tests.support.sample_order import ANSWER, ROWS
from query_api.find_order import find_order
from query_api.router import WholeOrder


def test_find_order():
    environment.empty()
    put_rows(ROWS)
    print("1 the rows:", ROWS)
    answer = WholeOrder(**find_order("A1")).model_dump(mode="json")
    print("2 the answer:", answer)
    assert answer == dict(ANSWER, loaded_at=LOADED_AT_TEXT)
    print("3 an id that nobody has:", find_order("a1"))
    assert find_order("a1") is None


if __name__ == "__main__":
    test_find_order()
