"""
Customers and products - each has the texts of the order with the newest updated_at that names it, whatever arrives when

test_several_loaders.py shows it with four loaders at once, test_reconcile.py how a wrong date is corrected.
"""
from datetime import datetime
from tests.support import environment, random_orders, row_locks, sample_order, services, topic, verify

# the days of january and the names in the order of their arrival, and the name that must stay
ARRIVALS = (
    ([(1, "Ann"), (10, "Ann"), (5, "Anne")], "Ann"),
    ([(1, "Ann"), (10, "Anne"), (5, "Ann")], "Anne"),
    ([(10, "Ann"), (1, "Anne")], "Ann"),
    # on a tie the later arrival
    ([(5, "Ann"), (5, "Anne")], "Anne"),
    ([(5, "Anne"), (5, "Ann"), (1, "Anna")], "Ann"),
    ([(1, "Ann"), (10, "Ann"), (10, "Anne"), (5, "Anna"), (10, "Ann")], "Ann"),
)


def wire_order(order_id, number, name, day):
    """Returns an order as in Kafka: all texts of its customer and product are made from this name."""
    item = {"product_id": f"P{number}", "name": f"Tea {name}", "category": f"for {name}"}
    return dict(
        sample_order.ON_THE_WIRE, order_id=order_id, updated_at=f"2026-01-{day:02d} 00:00:00.000",
        items=[dict(item, quantity=1, unit_price="1.0000")], customer_id=f"C{number}",
        customer_name=name, customer_email=f"{name}@example.com", customer_country=f"of {name}",
    )


def stored_texts():
    return tuple(sorted(environment.mysql_rows(f"SELECT * FROM {table}")) for table in ("customers", "products"))


def test_the_newest_date_decides():
    services.new_shop()
    services.extract()
    customers, products = [], []
    # all orders in one batch, and a batch for each
    for letter, at_once in (("A", 100), ("B", 1)):
        orders = []
        for place, (arrivals, name) in enumerate(ARRIVALS):
            number = f"{letter}{place}"
            date = datetime(2026, 1, max(day for day, text in arrivals))
            customers.append((f"C{number}", name, f"{name}@example.com", f"of {name}", date))
            products.append((f"P{number}", f"Tea {name}", f"for {name}", date))
            orders += [wire_order(f"{number}-{len(orders)}-{day}", number, text, day) for day, text in arrivals]
        for first in range(0, len(orders), at_once):
            topic.send_signed(orders[first:first + at_once])
    services.load()
    assert stored_texts() == (customers, products)


def test_a_newer_text_comes_between_look_and_write():
    services.new_shop()
    services.extract()
    topic.send_signed([wire_order("A1", 1, "Ann", 1)])
    services.load()
    others = [
        row_locks.lock(f"UPDATE {table} SET name = 'Anna', updated_at = '2026-01-20'")
        for table in ("customers", "products")
    ]
    topic.send_signed([wire_order("A10", 1, "Anne", 10)])
    loader = services.start("loader.worker")
    for other in others:
        environment.wait_until(row_locks.lock_is_waited_for)
        other.commit()
    topic.wait_until_loaded()
    assert services.stop(loader) == 0
    # all columns of the older order are refused
    assert stored_texts() == (
        [("C1", "Anna", "Ann@example.com", "of Ann", datetime(2026, 1, 20))],
        [("P1", "Anna", "for Ann", datetime(2026, 1, 20))],
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
