from .connection.mysql_connection import fill_id_list

# the first date that an order can have
FIRST_DATE = "1000-01-01 00:00:00.000"


def load_customers(cursor, orders):
    """
    Writes the customers of these orders: each ends with the texts of the order with the newest updated_at
    that names it, on a tie of the order that comes later. The caller commits.
    """
    # by id, a row as in the table: its last value is updated_at
    newest = {}
    for order in orders:
        known = newest.get(order["customer_id"])
        if known is None or order["updated_at"] >= known[-1]:
            newest[order["customer_id"]] = (
                order["customer_id"], order["customer_name"], order["customer_email"], order["customer_country"],
                order["updated_at"],
            )
    renew_customers(cursor, {order["customer_id"] for order in orders if order.get("renew")})

    # find the batch's customers by id, select their texts and updated_at
    query = """
        SELECT customers.customer_id, customers.name, customers.email, customers.country, customers.updated_at
        FROM customers
        WHERE customers.customer_id IN (ID_LIST)
    """
    cursor.execute(fill_id_list(query, newest), tuple(newest))
    # the batch's dates are text, those of mysql are datetimes
    stored = {row[0]: (*row[:-1], row[-1].isoformat(" ", "milliseconds")) for row in cursor.fetchall()}

    # what would not change is not written, for its row would be locked: a frozen loader may hold others up with that
    # sorted, so that two loaders write the same customers in the same order and do not wait for each other in a ring
    changed = []
    for customer_id in sorted(newest):
        new, old = newest[customer_id], stored.get(customer_id)
        if old is None or (new[-1] >= old[-1] and new != old):
            changed.append(new)
    if changed:
        # updated_at comes last: mysql assigns from left to right, and the lines above it compare with the old value
        # insert the customers, where one is there already change its columns if this version is not older
        cursor.executemany(
            """
            INSERT INTO customers (customer_id, name, email, country, updated_at)
            VALUES (%s, %s, %s, %s, %s)
            ON DUPLICATE KEY UPDATE
                name = IF(VALUES(updated_at) >= customers.updated_at, VALUES(name), customers.name),
                email = IF(VALUES(updated_at) >= customers.updated_at, VALUES(email), customers.email),
                country = IF(VALUES(updated_at) >= customers.updated_at, VALUES(country), customers.country),
                updated_at = GREATEST(VALUES(updated_at), customers.updated_at)
            """,
            changed,
        )


def renew_customers(cursor, customer_ids):
    """
    Takes the date off those of these customers that have the date of no order in MySQL, for reconcile found one wrong:
    the next order that names them decides, whatever its date. All others keep their date.
    """
    if customer_ids:
        # join orders of these customers with the customer's date, where there is none set the date to the first
        query = """
            UPDATE customers
            LEFT JOIN orders ON orders.customer_id = customers.customer_id AND orders.updated_at = customers.updated_at
            SET customers.updated_at = %s
            WHERE customers.customer_id IN (ID_LIST) AND orders.order_id IS NULL
        """
        cursor.execute(fill_id_list(query, customer_ids), (FIRST_DATE, *sorted(customer_ids)))
