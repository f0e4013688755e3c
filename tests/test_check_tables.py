"""
Check tables - a loader that meets the tables of an older edition says which column is missing, and where the cure is

FLOW:
    1 check the tables as they are: nothing is said
    2 check for a column that no table has: the program ends with a sentence

LIBRARIES:
    pytest: raises() expects an error, here the SystemExit of sys.exit()
"""
import pytest
from tests.support import environment
from loader import check_tables
from loader.connection.mysql_connection import connection


def test_check_tables():
    environment.empty()
    connection.ping(reconnect=True)
    print("1 check the tables as they are:", check_tables.check_tables())

    needed = check_tables.NEEDED_COLUMNS
    check_tables.NEEDED_COLUMNS = (*needed, ("orders", "weight"))
    with pytest.raises(SystemExit) as end:
        check_tables.check_tables()
    check_tables.NEEDED_COLUMNS = needed
    print("2", end.value)
    sentence = "MySQL's tables are of an older edition, they have no orders.weight: see Upgrade in RUN.md"
    assert str(end.value) == sentence


if __name__ == "__main__":
    test_check_tables()
