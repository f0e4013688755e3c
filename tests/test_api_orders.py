"""
Orders of the query api - lists, filters, pages and single orders, each held against the oracle

The code under test: query_api.find_orders, query_api.find_order, query_api.utc_text, query_api.router

FLOW:
    1 take the sample orders and some with strange ids and dates from MongoDB to MySQL, start the api
    2 ask for the newest orders
    3 ask with every pair of status and customer
    4 ask by order id, alone and together with the other filters
    5 go through all orders page by page
    6 ask for every order by its id, whole
    7 ask for ids that nobody has: 404

LIBRARIES:
    fastapi: makes a python function answer an http path and checks the parameters by a class
    pydantic: these classes, for what may be asked and what is answered
    uvicorn: the http server that fastapi runs in
    urllib (comes with Python): quote() and urlencode() write any text so that it may stand in an address
"""
from urllib.parse import quote, urlencode
from tests import oracle, own_shop

DOCUMENTS = oracle.sample_documents() + oracle.strange_documents()
ORDERS = oracle.read_orders(DOCUMENTS)
STATUSES = sorted({order["status"] for order in ORDERS})
CUSTOMERS = sorted({order["customer_id"] for order in ORDERS})
PORT = own_shop.free_port()


def setup_module():
    """Runs once before the tests of this file; pytest looks for this name."""
    print(f"1 take the sample orders and {len(oracle.strange_documents())} strange ones from MongoDB to MySQL, start the api")
    own_shop.load_through_pipeline(DOCUMENTS, len(ORDERS))
    own_shop.start_api(PORT)


def teardown_module():
    """Runs once after them."""
    own_shop.stop_all()


def ask_for_orders(**parameters):
    status, answer = own_shop.get(PORT, f"/api/orders?{urlencode(parameters)}")
    assert status == 200, (parameters, answer)
    return oracle.without_time(answer)


def read_page_by_page(limit, **filters):
    """Returns the pages, each asked for with the last order of the one before, until one is not full."""
    pages = [ask_for_orders(limit=limit, **filters)]
    while len(pages[-1]) == limit:
        last = pages[-1][-1]
        pages.append(ask_for_orders(
            limit=limit, before_created_at=last["created_at"], before_order_id=last["order_id"], **filters
        ))
        assert len(pages) <= len(ORDERS) + 1, "the paging does not go on"
    return pages


def test_the_sample_has_288_good_orders():
    assert len(oracle.read_orders(oracle.sample_documents())) == 288
    assert len(ORDERS) == 288 + len(oracle.STRANGE_IDS) + 2


def test_the_newest_orders():
    expected = oracle.list_orders(ORDERS)
    answer = ask_for_orders(limit=3)
    print("2 ask for the newest orders, three of them:", *answer, sep="\n  ")
    assert answer == expected[:3]
    assert answer[0]["created_at"] == "9999-12-31T23:59:59.999Z"
    assert ask_for_orders() == expected[:50]
    assert ask_for_orders(limit=500) == expected
    assert expected[-1]["created_at"] == "1000-01-01T00:00:00.000Z"


def test_status_and_customer():
    for status in STATUSES:
        assert ask_for_orders(status=status, limit=500) == oracle.list_orders(ORDERS, status=status)
    for customer_id in CUSTOMERS:
        assert ask_for_orders(customer_id=customer_id, limit=500) == oracle.list_orders(ORDERS, customer_id=customer_id)
        for status in STATUSES:
            expected = oracle.list_orders(ORDERS, customer_id=customer_id, status=status)
            assert ask_for_orders(customer_id=customer_id, status=status, limit=500) == expected
    assert ask_for_orders(status="paid") == ask_for_orders(status="PAID ") == ask_for_orders(customer_id="nobody") == []
    print(f"3 ask with every pair of {len(STATUSES)} statuses and {len(CUSTOMERS)} customers, and with each alone: all answers are right")


def test_order_id_with_the_other_filters():
    for order in ORDERS:
        head = {field: order[field] for field in oracle.HEAD}
        assert ask_for_orders(order_id=order["order_id"]) == [head]
    order = oracle.list_orders(ORDERS, customer_id="C-1001")[0]
    right = {"order_id": order["order_id"], "status": order["status"], "customer_id": "C-1001"}
    right_place = {"before_created_at": order["created_at"], "before_order_id": order["order_id"] + "x"}
    assert ask_for_orders(**right) == ask_for_orders(**right, **right_place) == [order]
    for wrong in ({"status": "LOST"}, {"customer_id": "C-1002"}, {"order_id": order["order_id"].lower()}):
        assert ask_for_orders(**dict(right, **wrong)) == []
    wrong_place = {"before_created_at": order["created_at"], "before_order_id": order["order_id"]}
    assert ask_for_orders(order_id=order["order_id"], **wrong_place) == []
    print(f"4 ask by order id: {len(ORDERS)} orders are found, together with other filters only where all of them fit")


def test_page_by_page():
    expected = oracle.list_orders(ORDERS)
    print("5 go through all orders page by page")
    for limit in (1, 7, 500):
        pages = read_page_by_page(limit)
        print(f"  {len(expected)} orders in {len(pages)} pages of {limit}")
        assert sum(pages, []) == expected
        assert len(pages) == len(expected) // limit + 1
    for filters in ({"status": "PAID"}, {"customer_id": "C-1001"}, {"status": "DELIVERED", "customer_id": "C-1001"}):
        pages = read_page_by_page(3, **filters)
        print(f"  {filters} in {len(pages)} pages of 3")
        assert sum(pages, []) == oracle.list_orders(ORDERS, **filters)
        assert len(pages) > 1
    # the same moment, written in another time zone
    there = {"before_created_at": "2025-10-17T18:00:09+09:00", "before_order_id": "~"}
    here = {"before_created_at": "2025-10-17T09:00:09.000Z", "before_order_id": "~"}
    assert ask_for_orders(**there) == ask_for_orders(**here)
    assert ask_for_orders(**here)[0]["created_at"] == here["before_created_at"]


def test_whole_orders():
    for order in ORDERS:
        status, answer = own_shop.get(PORT, "/api/orders/" + quote(order["order_id"], safe=""))
        assert (status, oracle.without_time(answer)) == (200, order)
    print(f"6 ask for every order by its id: {len(ORDERS)} whole orders are right, the last of them:", answer, sep="\n  ")
    # a slash may stand as it is
    assert own_shop.get(PORT, "/api/orders/A1/B") == own_shop.get(PORT, "/api/orders/A1%2FB")


def test_unknown_orders():
    print("7 ask for ids that nobody has")
    for order_id in ("A2", "a1 ", "A1  ", "A1/B/", "A1\n\n", "\n", "E", "É ", "x" * 63, "100%25", ""):
        status, answer = own_shop.get(PORT, "/api/orders/" + quote(order_id, safe=""))
        print(f"  {order_id!r}: {status} {answer}")
        assert (status, answer) == (404, {"detail": f"there is no order {order_id}"})


if __name__ == "__main__":
    setup_module()
    test_the_sample_has_288_good_orders()
    test_the_newest_orders()
    test_status_and_customer()
    test_order_id_with_the_other_filters()
    test_page_by_page()
    test_whole_orders()
    test_unknown_orders()
