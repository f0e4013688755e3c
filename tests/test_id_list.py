"""
Id list - a query gets one %s for each id, so that every id is bound and none is part of the SQL text

FLOW:
    1 fill the list for three ids

LIBRARIES:
    none
"""
from loader.id_list import fill_id_list


def test_id_list():
    query = fill_id_list("SELECT orders.status FROM orders WHERE orders.order_id IN (ID_LIST)", ["A1", "A2", "A3"])
    print("1", query)
    assert query == "SELECT orders.status FROM orders WHERE orders.order_id IN (%s, %s, %s)"


if __name__ == "__main__":
    test_id_list()
