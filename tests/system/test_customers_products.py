"""
Customers and products - each has the texts of the order with the newest updated_at that names it, whatever arrives when

FLOW:
    1 send orders that name one customer and one product under several texts, in every order of their dates, once with
      a batch for each and once with all in one batch: the newest date decides, on a tie the later arrival
    2 three loaders load 600 orders of two customers and products in any order of their dates: the newest date decides
    3 another loader writes a newer text after this one has looked, and before it writes: the newer one stays
    4 an old order is sent again by its id: the customer keeps the newer text
    5 a date of the year 2206 is corrected together with the text: reconcile --resend brings the text into MySQL
    6 the name is corrected without a new date, and every message arrives once more: no older text comes back

LIBRARIES:
    random (comes with Python): Random(number) makes the same chance each time
"""
import random
from datetime import datetime, timedelta
from tests.support import environment, faults, random_orders, restart, row_locks, sample_order, services, topic, verify

FIRST_DAY = datetime(2026, 1, 1)
# the days of january and the names in the order of their arrival, and the name that must stay
ARRIVALS = (
    ([(1, "Ann"), (10, "Ann"), (5, "Anne")], "Ann"),
    ([(1, "Ann"), (10, "Anne"), (5, "Ann")], "Anne"),
    ([(10, "Ann"), (1, "Anne")], "Ann"),
    ([(1, "Ann"), (10, "Anne")], "Anne"),
    ([(5, "Ann"), (5, "Anne")], "Anne"),
    ([(5, "Anne"), (5, "Ann"), (1, "Anna")], "Ann"),
    ([(10, "Ann"), (5, "Anne"), (10, "Ann"), (9, "Anna")], "Ann"),
    ([(1, "Ann"), (10, "Ann"), (10, "Anne"), (5, "Anna"), (10, "Ann")], "Ann"),
)


def wire_order(order_id, number, name, updated_at):
    """Returns an order as in Kafka: all texts of its customer and product are made from this name."""
    item = {"product_id": f"P{number}", "name": f"Tea {name}", "category": f"for {name}"}
    item.update(quantity=1, unit_price="1.0000")
    customer = {"customer_name": name, "customer_email": f"{name}@example.com", "customer_country": f"of {name}"}
    date = updated_at.isoformat(" ", "milliseconds")
    return {
        **sample_order.ON_THE_WIRE, "order_id": order_id, "updated_at": date, "items": [item],
        "customer_id": f"C{number}", **customer,
    }


def expected_texts(newest):
    """Takes {number: (name, updated_at)}; returns the rows of customers and products."""
    customers, products = [], []
    for number, (name, date) in newest.items():
        customers.append((f"C{number}", name, f"{name}@example.com", f"of {name}", date))
        products.append((f"P{number}", f"Tea {name}", f"for {name}", date))
    return sorted(customers), sorted(products)


def stored_texts():
    return tuple(sorted(environment.mysql_rows(f"SELECT * FROM {table}")) for table in ("customers", "products"))


def test_the_newest_date_decides():
    for together in (False, True):
        services.new_shop()
        services.run("extractor.create_topic")
        print("1 send orders in every order of their dates,", "all in one batch:" if together else "a batch for each:")
        newest, orders = {}, []
        for number, (arrivals, name) in enumerate(ARRIVALS):
            newest[number] = (name, datetime(2026, 1, max(day for day, text in arrivals)))
            for place, (day, text) in enumerate(arrivals):
                orders.append(wire_order(f"A{number}-{place}", number, text, datetime(2026, 1, day)))
        for batch in [orders] if together else [[order] for order in orders]:
            topic.send_signed(batch)
        services.load()
        for arrivals, row in zip(ARRIVALS, stored_texts()[0]):
            print(" ", arrivals[0], "->", row[1])
        assert stored_texts() == expected_texts(newest)


def test_three_loaders_write_the_same_customers(seed):
    services.new_shop()
    services.run("extractor.create_topic")
    print(f"2 three loaders load 600 orders of two customers and products in any order of their dates, seed {seed}")
    rng = random.Random(seed)
    orders, newest = [], {}
    for number in range(600):
        # each date comes once, so that the order of arrival decides nothing
        name, date = f"Ann {number}", FIRST_DAY + timedelta(minutes=number)
        newest[number % 2] = (name, date)
        orders.append(wire_order(f"A{number}", number % 2, name, date))
    rng.shuffle(orders)
    loaders = [restart.keep("loader.worker")["process"] for number in range(3)]
    restart.wait_until(lambda: faults.partitions_of_members() == [1, 1, 1])
    # frozen for the second that it takes, so that all three begin with full partitions
    for loader in loaders:
        faults.freeze_process(loader.pid)
    for number in range(0, 600, 2):
        topic.send_signed(orders[number:number + 2], partition=number // 2 % 3)
    for loader in loaders:
        faults.thaw(loader.pid)
    restart.wait_until(lambda: topic.messages_in_flight() == 0)
    restart.print_starts()
    restart.clean_up()
    assert stored_texts() == expected_texts(newest)


def test_a_newer_text_comes_between_look_and_write():
    services.new_shop()
    services.run("extractor.create_topic")
    print("3 another loader writes a newer text after this one has looked, and before it writes")
    topic.send_signed([wire_order("A1", 1, "Ann", datetime(2026, 1, 1))])
    services.load()
    others = [row_locks.root_session(), row_locks.root_session()]
    for other, table in zip(others, ("customers", "products")):
        other.autocommit = False
        other.cursor().execute(f"UPDATE {table} SET name = 'Anna', updated_at = '2026-01-20'")
    topic.send_signed([wire_order("A10", 1, "Anne", datetime(2026, 1, 10))])
    loader = services.start("loader.worker")
    for other in others:
        environment.wait_until(row_locks.row_lock_is_waited_for)
        other.commit()
    environment.wait_until(lambda: topic.messages_in_flight() == 0)
    assert services.stop(loader) == 0
    row_locks.close_sessions()
    customers, products = stored_texts()
    print(" ", *customers, *products)
    # all columns of the older order are refused
    assert customers == [("C1", "Anna", "Ann@example.com", "of Ann", datetime(2026, 1, 20))]
    assert products == [("P1", "Anna", "for Ann", datetime(2026, 1, 20))]


def change_and_load(version):
    random_orders.change_order(version)
    services.extract()
    environment.wait_until(lambda: topic.messages_in_flight() == 0)


def customer():
    return environment.mysql_rows("SELECT customers.name, customers.country, customers.updated_at FROM customers")


def test_sent_again_and_corrected():
    services.new_shop()
    documents = []
    for day, name in ((1, "Ann"), (10, "Anne")):
        document = random_orders.make_order(random.Random(1), f"A{day}")
        document["updated_at"] = datetime(2026, 1, day)
        document["customer"]["name"] = name
        documents.append(document)
    random_orders.insert(documents)
    print("4 the older of two orders is sent again by its id")
    services.extract()
    loader = services.start("loader.worker")
    environment.wait_until(lambda: restart.count_loaded() == 2)
    assert services.run("extractor.resend A1") == 0
    services.extract()
    environment.wait_until(lambda: topic.messages_in_flight() == 0)
    assert customer() == [("Anne", "Ireland", datetime(2026, 1, 10))]

    print("5 a date of the year 2206 is corrected together with the text")
    changed = [dict(document["customer"], name="Typo", country="Typoland") for document in documents]
    change_and_load(dict(documents[0], updated_at=datetime(2206, 1, 6), customer=changed[0]))
    change_and_load(dict(documents[0], updated_at=datetime(2026, 1, 6)))
    print("  before reconcile:", customer())
    code, numbers, text = verify.reconcile("--resend")
    assert (code, numbers["customers different"]) == (1, 1)
    services.extract()
    environment.wait_until(lambda: topic.messages_in_flight() == 0)
    print("  after it:", customer())
    assert customer() == [("Anne", "Ireland", datetime(2026, 1, 10))]

    print("6 a later order renames the customer, then its name is corrected with the date kept; all arrives once more")
    renamed = dict(documents[1], order_id="A20", updated_at=datetime(2026, 1, 20))
    random_orders.insert([renamed])
    services.extract()
    change_and_load(dict(renamed, customer=dict(renamed["customer"], name="Anna")))
    for message in topic.messages():
        topic.send_message(message.value(), message.key(), message.partition())
        environment.wait_until(lambda: topic.messages_in_flight() == 0)
        print(f"  after the message of offset {message.offset()}:", customer())
        assert customer() == [("Anna", "Ireland", datetime(2026, 1, 20))]
    assert services.stop(loader) == 0
    verify.verify_reconcile(sent=3, orders=3)


if __name__ == "__main__":
    test_the_newest_date_decides()
    test_three_loaders_write_the_same_customers(7)
    test_a_newer_text_comes_between_look_and_write()
    test_sent_again_and_corrected()
