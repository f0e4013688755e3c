"""
Customers and products - each has the texts of its newest order, the one with the greatest (created_at, order_id),
whatever arrives when

test_several_loaders.py shows it with four loaders at once, test_reconcile.py what is healed by sending once more.
"""
from datetime import datetime, timedelta
from tests.support import environment, random_orders, row_locks, sample_order, services, topic, verify

# one arrival: order, its created_at as a day of january 2026, the name of its customer and product, and which customer
# and product (1 or 2) it names; then whose texts number 1 must have
FAR = 180 * 365
CASES = {
    "late arrivals": ([("a", 1, "Ann", 1), ("b", 10, "Anne", 1), ("c", 5, "Anna", 1)], ("b", 10, "Anne")),
    "the newest comes first": ([("b", 10, "Anne", 1), ("a", 1, "Ann", 1)], ("b", 10, "Anne")),
    "a tie": ([("a", 5, "Ann", 1), ("b", 5, "Anne", 1)], ("b", 5, "Anne")),
    "a tie, the other way round": ([("b", 5, "Anne", 1), ("a", 5, "Ann", 1)], ("b", 5, "Anne")),
    "an old order is changed": ([("a", 1, "Ann", 1), ("b", 10, "Anne", 1), ("a", 1, "Anna", 1)], ("b", 10, "Anne")),
    "the newest order is changed": (
        [("a", 1, "Ann", 1), ("b", 10, "Anne", 1), ("b", 10, "Anna", 1)], ("b", 10, "Anna")),
    "a wrong date, corrected alone": (
        [("a", FAR, "Ann", 1), ("a", 1, "Ann", 1), ("b", 5, "Anne", 1)], ("b", 5, "Anne")),
    "a wrong date, corrected last": (
        [("a", FAR, "Ann", 1), ("b", 5, "Anne", 1), ("a", 7, "Ann", 1)], ("a", 7, "Ann")),
    "the newest order moves away": ([("a", 10, "Ann", 1), ("a", 10, "Ann", 2), ("b", 5, "Anne", 1)], ("b", 5, "Anne")),
    "it moves away and comes back": (
        [("a", 10, "Ann", 1), ("a", 10, "Ann", 2), ("b", 5, "Anne", 1), ("a", 10, "Anna", 1)], ("a", 10, "Anna")),
    "an old order moves away": ([("a", 1, "Ann", 1), ("b", 5, "Anne", 1), ("a", 1, "Ann", 2)], ("b", 5, "Anne")),
}


def day(number):
    return datetime(2026, 1, 1) + timedelta(days=number - 1)


def wire_order(case, order_id, created, name, which, read_at):
    """Returns an order as in Kafka: all texts of its customer and product are made from the name."""
    item = {"product_id": f"P-{case}-{which}", "name": f"Tea {name}", "category": f"for {name}"}
    return dict(
        sample_order.ON_THE_WIRE, order_id=f"{case}-{order_id}",
        created_at=f"{day(created)}.000", read_at=f"{day(read_at)}.000",
        items=[dict(item, quantity=1, unit_price="1.0000")], customer_id=f"C-{case}-{which}",
        customer_name=name, customer_email=f"{name}@example.com", customer_country=f"of {name}",
    )


def orders_of(case, arrivals):
    return [wire_order(case, *arrival, read_at) for read_at, arrival in enumerate(arrivals, start=1)]


def expected_texts():
    """Returns the rows of customers and products with number 1 of each case, sorted."""
    customers, products = [], []
    for case, (arrivals, (order_id, created, name)) in CASES.items():
        origin = (day(created), f"{case}-{order_id}")
        customers.append((f"C-{case}-1", name, f"{name}@example.com", f"of {name}", *origin))
        products.append((f"P-{case}-1", f"Tea {name}", f"for {name}", *origin))
    return sorted(customers), sorted(products)


def stored_texts(pattern="%-1"):
    """Returns all columns of the customers and products whose ids match, sorted."""
    customers = environment.mysql_rows("SELECT * FROM customers WHERE customer_id LIKE %s", (pattern,))
    products = environment.mysql_rows("SELECT * FROM products WHERE product_id LIKE %s", (pattern,))
    return sorted(customers), sorted(products)


def replay():
    """Lets a loader of another group read the whole topic once more."""
    group = f"{environment.topics[-1]}_again_{datetime.now().timestamp()}"
    loader = services.start("loader.worker", KAFKA_GROUP_ID_LOADER=group)
    environment.wait_until(lambda: topic.messages_in_flight(group) == 0)
    assert services.stop(loader) == 0


def empty_tables():
    for table in environment.TABLES:
        environment.mysql_rows(f"DELETE FROM {table}")


def test_the_newest_order_decides():
    services.new_shop()
    services.extract()
    for case, (arrivals, expected) in CASES.items():
        for order in orders_of(case, arrivals):
            topic.send_signed([order])
    services.load()
    assert stored_texts() == expected_texts()
    replay()
    assert stored_texts() == expected_texts()
    empty_tables()
    replay()
    assert stored_texts() == expected_texts()


def test_all_arrivals_in_one_batch():
    services.new_shop()
    services.extract()
    # what is corrected must be there before the batch that corrects it
    wrong, corrected = "a wrong date, corrected alone", []
    topic.send_signed(orders_of(wrong, CASES[wrong][0])[:1])
    for case, (arrivals, expected) in CASES.items():
        corrected += orders_of(case, arrivals)[case == wrong:]
    topic.send_signed(corrected)
    services.load()
    assert stored_texts() == expected_texts()


def test_the_origin_is_deleted():
    services.new_shop()
    services.extract()
    topic.send_signed([wire_order("x", "a", 10, "Ann", 1, read_at=1), wire_order("x", "b", 5, "Anne", 1, read_at=1)])
    topic.send_signed_value({"schema": "deletions.v1", "deletions": [{"order_id": "x-a", "read_at": f"{day(2)}.000"}]})
    topic.send_signed([wire_order("x", "c", 7, "Anna", 1, read_at=3)])
    services.load()
    origin = (day(10), "x-a")
    assert stored_texts() == (
        [("C-x-1", "Ann", "Ann@example.com", "of Ann", *origin)], [("P-x-1", "Tea Ann", "for Ann", *origin)])
    assert environment.mysql_rows("SELECT order_id, status, deleted_at FROM orders ORDER BY order_id") == [
        ("x-a", "PAID", day(2)), ("x-b", "PAID", None), ("x-c", "PAID", None)]


def test_an_order_loses_a_product():
    services.new_shop()
    services.extract()
    first = wire_order("x", "a", 10, "Ann", 1, read_at=1)
    second_item = dict(first["items"][0], product_id="P-x-2")
    topic.send_signed([dict(first, items=[first["items"][0], second_item])])
    topic.send_signed([dict(first, items=[second_item], read_at=f"{day(2)}.000")])
    services.load()
    # the product keeps its texts, and belongs to no order: whichever comes next decides
    assert stored_texts()[1] == [("P-x-1", "Tea Ann", "for Ann", datetime(1000, 1, 1), "")]
    assert stored_texts("%-2")[1] == [("P-x-2", "Tea Ann", "for Ann", day(10), "x-a")]
    topic.send_signed([wire_order("x", "b", 1, "Anne", 1, read_at=3)])
    services.load()
    assert stored_texts()[1] == [("P-x-1", "Tea Anne", "for Anne", day(1), "x-b")]


def test_a_newer_order_comes_between_look_and_write():
    services.new_shop()
    services.extract()
    topic.send_signed([wire_order("x", "a", 1, "Ann", 1, read_at=1)])
    services.load()
    others = [
        row_locks.lock(f"UPDATE {table} SET name = 'Anna', newest_order_at = '2026-01-20', newest_order_id = 'z'")
        for table in ("customers", "products")
    ]
    topic.send_signed([wire_order("x", "b", 10, "Anne", 1, read_at=2)])
    loader = services.start("loader.worker")
    for other in others:
        environment.wait_until(row_locks.lock_is_waited_for)
        other.commit()
    topic.wait_until_loaded()
    assert services.stop(loader) == 0
    # all columns of the older order are refused
    assert stored_texts() == (
        [("C-x-1", "Anna", "Ann@example.com", "of Ann", day(20), "z")],
        [("P-x-1", "Anna", "for Ann", day(20), "z")],
    )


def test_corrected_and_replayed():
    services.new_shop()
    wrong = dict(sample_order.DOCUMENT, customer=dict(sample_order.DOCUMENT["customer"], name="Wrong"))
    random_orders.insert([wrong])
    services.extract()
    # corrected without a new date; then the message with the wrong name comes once more
    random_orders.change_order(sample_order.DOCUMENT)
    services.extract()
    services.load()
    message = environment.new_messages()[0]
    topic.send_message(message.value(), message.key(), message.partition())
    services.load()
    assert environment.mysql_rows("SELECT * FROM customers") == sample_order.ROWS["customers"]
    verify.verify_reconcile(sent=1, orders=1)
