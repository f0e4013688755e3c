"""
New means new - an order is sent because it is not marked, whatever its dates, its id and its place

FLOW:
    1 insert 500 orders with one timestamp, in pages of 150: all of them arrive, none falls between two pages
    2 orders dated a year back and a thousand years back, with an _id before all others, come later: they arrive too
    3 orders are inserted and replaced while the extractor is under way: all of them arrive in their newest version
    4 two documents with one order_id, in one page and in two, in every order of their dates, with one customer and
      with two: one of them is in MySQL, whole, and it is the newest
    5 orders are replaced between read and mark: they are sent again
    6 an order_id that is no text is REJECTED with a reason, and the order beside it arrives

LIBRARIES:
    pymongo: talks to MongoDB; insert_many() and replace_one() write documents; a document without etl_status is new
    bson (comes with pymongo): the types that MongoDB stores, such as Decimal128 for exact decimals
"""
import math
import time
from datetime import datetime, timedelta
from bson import Decimal128, Int64, ObjectId
from bson.regex import Regex
from tests import accounts, count_orders, made_up_orders, own_shop, run_service
import extractor.send_page
from extractor.extract import extract_page
from extractor.find_new_orders import read_pages

NOON = datetime(2026, 1, 6, 12)


def make_order(number, **changes):
    order = {
        "order_id": f"N{number}",
        "status": "PAID",
        "created_at": NOON,
        "updated_at": NOON,
        "customer": {"customer_id": f"C{number % 40}", "name": "Zoë", "email": "zoe@example.com", "country": "Ireland"},
        "items": [make_item(number, line) for line in range(1 + number % 3)],
    }
    return dict(order, **changes)


def make_item(number, line):
    price = Decimal128(f"{number % 90}.{line:04d}")
    return {"product_id": f"P{(number + line) % 30}", "name": "Tea", "category": "Kitchen", "quantity": 1 + line, "unit_price": price}


def test_one_timestamp_and_old_dates():
    own_shop.empty_shop()
    print("1 insert 500 orders with one timestamp, and extract them in pages of 150")
    orders = [make_order(number) for number in range(500)]
    made_up_orders.insert(orders)
    own_shop.extract(page_size=150)
    own_shop.load()
    accounts.do_accounts(orders)

    print("2 orders dated a year back, a thousand years back, and with an _id before all others")
    late = [
        make_order(501, created_at=NOON - timedelta(days=365), updated_at=NOON - timedelta(days=365)),
        make_order(502, created_at=datetime(1000, 1, 1), updated_at=datetime(1000, 1, 1)),
        make_order(503, _id=ObjectId("0" * 24)),
        make_order(504, _id=-1),
        make_order(505, etl_status=None),
    ]
    made_up_orders.insert(late)
    own_shop.extract()
    own_shop.load()
    accounts.do_accounts(orders + late)


def test_inserted_while_a_run_is_under_way():
    own_shop.empty_shop()
    print("3 orders are inserted and replaced while the extractor is under way: 300 and 150, while 1500 go out in pages of 25")
    orders = [make_order(number) for number in range(1500)]
    made_up_orders.insert(orders)
    loader = run_service.start("loader.worker")
    runner = run_service.start("extractor.main", EXTRACT_PAGE_SIZE="25", EXTRACT_INTERVAL_SECONDS="1")
    own_shop.wait_until(lambda: count_orders.sent() > 0)
    before = count_orders.sent()
    inserted = [make_order(2000 + number, updated_at=NOON - timedelta(days=number)) for number in range(300)]
    replaced = [make_order(number * 10, status="SHIPPED", updated_at=NOON + timedelta(days=1)) for number in range(150)]
    for number in range(150):
        made_up_orders.insert(inserted[2 * number:2 * number + 2])
        own_shop.mongo_orders.replace_one({"order_id": replaced[number]["order_id"]}, dict(replaced[number]))
        time.sleep(0.002)
    print(f"  {before} were sent when the first was inserted, {count_orders.sent()} when the last was")
    assert 0 < before < 1500
    own_shop.wait_until(count_orders.all_arrived, 60)
    assert run_service.stop(runner) == 0
    assert run_service.stop(loader) == 0
    accounts.do_accounts(orders + inserted + replaced)


# which of the two documents is the newer one
DATES = (("the first", 1, 0), ("the second", 0, 1), ("neither", 0, 0))


def make_pairs(name, first_number):
    """Returns six pairs of documents with one order_id; the two differ in every column and in the count of their lines."""
    pairs = []
    for newer, first_day, second_day in DATES:
        for other_customer in (False, True):
            number = first_number + len(pairs)
            order_id = f"{name}, newer is {newer}, {'two customers' if other_customer else 'one customer'}"
            first = make_order(number * 3, order_id=order_id, updated_at=NOON + timedelta(days=first_day))
            second = make_order(number * 3 + 1, order_id=order_id, updated_at=NOON + timedelta(days=second_day), status="SHIPPED",
                                created_at=NOON - timedelta(days=1))
            if not other_customer:
                second["customer"] = first["customer"]
            pairs.append((first, second))
    return pairs


def order_and_lines(versions):
    expected = accounts.expected_rows(versions)
    return [expected["orders"], expected["order_items"]]


def test_two_documents_with_one_order_id():
    own_shop.empty_shop()
    print("4 two documents with one order_id: pages of six, three pairs each in two of them, then the six firsts, then the six seconds")
    in_one_page = make_pairs("in one page", 0)
    in_two_pages = make_pairs("in two pages", 6)
    for first, second in in_one_page:
        made_up_orders.insert([first, second])
    made_up_orders.insert([first for first, second in in_two_pages])
    made_up_orders.insert([second for first, second in in_two_pages])
    own_shop.extract(page_size=6)
    own_shop.load()
    stored = accounts.stored_rows()
    assert len(stored["orders"]) == 12
    for first, second in in_one_page + in_two_pages:
        order_id = first["order_id"]
        found = [[row for row in stored[table] if row[0] == order_id] for table in ("orders", "order_items")]
        print(f"  {order_id}: {found[0][0][2]} with {len(found[1])} lines")
        if first["updated_at"] == second["updated_at"] and first["customer"] != second["customer"]:
            # two versions of one moment in two partitions: either may come last, but not half of each
            assert found in (order_and_lines([first]), order_and_lines([second]))
        else:
            assert found == order_and_lines([first, second])
    accounts.check_counts(sent=24, orders=12)


def test_replaced_between_read_and_mark():
    own_shop.empty_shop()
    print("5 orders are replaced between read and mark: of three orders one is replaced, and one made bad")
    own_shop.extract()
    orders = [make_order(number) for number in range(3)]
    made_up_orders.insert(orders)
    # the same steps as in the process, but with time for us in the middle
    extractor.send_page.TOPIC = own_shop.topics[-1]
    page, = read_pages()
    replaced = make_order(1, status="SHIPPED", updated_at=NOON + timedelta(days=1), items=[make_item(7, 0)])
    own_shop.mongo_orders.replace_one({"order_id": "N1"}, dict(replaced))
    own_shop.mongo_orders.replace_one({"order_id": "N2"}, make_order(2, items=[], updated_at=NOON + timedelta(days=1)))
    counts = extract_page(page, 3)
    extractor.send_page.TOPIC = own_shop.NAME
    assert counts == (3, 0, 2)
    own_shop.load()
    accounts.check_rows(orders)
    own_shop.extract()
    own_shop.load()
    assert own_shop.mongo_orders.find_one({"order_id": "N2"})["etl_reason"] == "items is empty, at least one is needed"
    # n2 went out before it was made bad: its older good version stays, and the accounts say so
    accounts.do_accounts(orders + [replaced], sent=2, rejected=1, rejected_later=1)


ODD_IDS = [
    (7, "of type int"),
    (Int64(2**63 - 1), "of type Int64"),
    (None, "missing or null"),
    (["N1"], "of type list"),
    ([], "of type list"),
    ({"$gt": ""}, "of type dict"),
    ({"order_id": "N1"}, "of type dict"),
    (Regex("N.*"), "of type Regex"),
    (math.nan, "of type float"),
    (True, "of type bool"),
    (ObjectId("0" * 24), "of type ObjectId"),
    (Decimal128("1"), "of type Decimal128"),
    (b"N1", "of type bytes"),
    (NOON, "of type datetime"),
]


def test_odd_order_ids():
    own_shop.empty_shop()
    print("6 an order_id that is no text, each between two good orders")
    good = [make_order(number) for number in range(len(ODD_IDS) + 1)]
    missing = make_order(0, _id="missing")
    del missing["order_id"]
    made_up_orders.insert([good[0], missing])
    for number, (order_id, kind) in enumerate(ODD_IDS, start=1):
        made_up_orders.insert([make_order(0, _id=number, order_id=order_id), good[number]])
    own_shop.extract(page_size=4)
    own_shop.load()
    for key, order_id, kind in [("missing", "(missing)", "missing or null")] + [(n, *odd) for n, odd in enumerate(ODD_IDS, start=1)]:
        document = own_shop.mongo_orders.find_one({"_id": key})
        print(f"  {order_id!r}: {document['etl_status']}, {document['etl_reason']}")
        assert (document["etl_status"], document["etl_reason"]) == ("REJECTED", f"order_id must be text but is {kind}")
    accounts.do_accounts(good, rejected=len(ODD_IDS) + 1)


if __name__ == "__main__":
    test_one_timestamp_and_old_dates()
    test_inserted_while_a_run_is_under_way()
    test_two_documents_with_one_order_id()
    test_replaced_between_read_and_mark()
    test_odd_order_ids()
