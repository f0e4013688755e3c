"""
Seven nights - each night somebody damages MySQL, Kafka and MongoDB by hand; each morning all is as it should be again

Between the two stands what cron runs, reconcile --resend --mark-deleted, and a run of the extractor and of the loader.
The orders, customers and products that are hit are chosen by --seed, which is printed.
"""
import os
import random
from tests.support import environment, random_orders, services, verify

ORDERS = 350
ORDER_FAULTS = {
    "row deleted": ("DELETE FROM order_items WHERE order_id = %s", "DELETE FROM orders WHERE order_id = %s"),
    "row changed": ("UPDATE orders SET status = 'WRONG', customer_id = 'C1' WHERE order_id = %s",),
    "row of the future": ("UPDATE orders SET status = 'WRONG', read_at = '2206-01-01' WHERE order_id = %s",),
    "line missing": ("DELETE FROM order_items WHERE line_number = 1 AND order_id = %s",),
    "line too much": ("INSERT INTO order_items VALUES (%s, 99, 'P1', 1, 1)",),
    "line changed": ("UPDATE order_items SET unit_price = 1234 WHERE order_id = %s",),
}
TEXT_FAULTS = (
    ("customers", "UPDATE customers SET email = 'wrong' WHERE customer_id = %s"),
    ("customers", "UPDATE customers SET name = 'Nobody', updated_at = '2206-01-01' WHERE customer_id = %s"),
    ("products", "UPDATE products SET name = 'Coffee' WHERE product_id = %s"),
)


def test_seven_nights(seed):
    print("seed", seed)
    services.new_shop()
    rng, orders, gone = random.Random(seed), [], []
    random_orders.put_orders(ORDERS, rng, orders)
    for night in range(1, 8):
        random_orders.put_orders(10, rng, orders)
        services.extract()
        services.load()
        latest = {order["order_id"]: order for order in orders}
        deleted = rng.sample(sorted(set(latest) - set(gone)), 3)
        gone += deleted
        environment.orders.delete_many({"order_id": {"$in": deleted}})
        orders += [dict(latest[order_id], status="DELETED") for order_id in deleted]
        print(f"night {night}: deleted in MongoDB: {deleted}")
        damage_orders(rng, sorted(set(latest) - set(gone)))
        damage_texts(rng, {latest[order_id]["updated_at"] for order_id in gone})
        if night % 3 == 0:
            print("  the topic deleted")
            environment.kafka_admin.delete_topics([os.environ["KAFKA_TOPIC_ORDERS"]])
            environment.wait_until(topic_is_gone)
            # as every ten seconds: it makes the topic again
            services.extract()
        code, numbers, text = verify.reconcile("--resend", "--mark-deleted")
        assert (code, numbers["missing"], numbers["different"], numbers["only in MySQL"]) == (1, 1, 5, 3)
        services.extract()
        services.load()
        print(f"the morning after night {night}:")
        verify.verify_everything(orders, sent=len(latest) - len(gone), deleted=len(gone))


def damage_orders(rng, order_ids):
    for (fault, statements), order_id in zip(ORDER_FAULTS.items(), rng.sample(order_ids, len(ORDER_FAULTS))):
        print(f"  {fault}: {order_id}")
        for statement in statements:
            environment.mysql_rows(statement, (order_id,))


def damage_texts(rng, dates_of_gone):
    """Leaves out what is called as an order that is gone has it: nobody knows any more whether that is right."""
    for table, statement in TEXT_FAULTS:
        rows = environment.mysql_rows(f"SELECT * FROM {table} WHERE updated_at < '2200-01-01'")
        id = rng.choice(sorted(row[0] for row in rows if row[-1] not in dates_of_gone))
        print(f"  {table} changed: {id}")
        environment.mysql_rows(statement, (id,))


def topic_is_gone():
    return os.environ["KAFKA_TOPIC_ORDERS"] not in environment.kafka_admin.list_topics(timeout=10).topics
