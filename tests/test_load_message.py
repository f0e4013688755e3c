"""
Load message - a signed message is loaded by its schema, and one that this loader does not know ends it with a sentence

FLOW:
    1 load a batch of orders, then a deletion
    2 take a message of a newer schema, and one of another kind: the sentence says what to do

LIBRARIES:
    pytest: raises() expects an error, here the SystemExit of sys.exit()
"""
import pytest
from tests.support import environment
from tests.support.sample_order import ON_THE_WIRE, message
from loader.load_message import load_message

DELETIONS = {"schema": "deletions.v1", "deletions": [{"order_id": "A1", "read_at": "2026-01-08 00:00:00.000"}]}
UNKNOWN = {
    "orders.v3": "at 17: the schema is orders.v3, which this loader does not know yet: start a newer loader",
    "stock.v1": "at 17: no loader knows the schema stock.v1: skip this message, see The topic in RUN.md",
}


def test_load_message():
    environment.empty()
    done = load_message(message(), {"schema": "orders.v2", "orders": [ON_THE_WIRE]}, "at 17")
    print("1", done)
    assert done == "1 of 1 orders written, with 2 lines"
    print("1", load_message(message(), DELETIONS, "at 17"))
    assert environment.mysql_rows("SELECT COUNT(*) FROM orders WHERE orders.deleted_at IS NOT NULL") == [(1,)]

    for schema, sentence in UNKNOWN.items():
        with pytest.raises(SystemExit) as end:
            load_message(message(), {"schema": schema}, "at 17")
        print("2", end.value)
        assert str(end.value) == sentence


if __name__ == "__main__":
    test_load_message()
