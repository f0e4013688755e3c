from .id_list import fill_id_list


def load_customers(cursor, orders):
    """
    Writes the customers of these orders that MySQL does not have, or has with another text and an older updated_at.
    Customers that are there unchanged cost one SELECT and no write.
    """
    # by id, a row as in the table: its last value is updated_at
    newest = {}
    for order in orders:
        customer = order["customer"]
        known = newest.get(customer["customer_id"])
        if known is None or order["updated_at"] >= known[-1]:
            newest[customer["customer_id"]] = (
                customer["customer_id"], customer["name"], customer["email"], customer["country"], order["updated_at"],
            )

    # find the page's customers by id, select their texts and updated_at
    query = """
        SELECT customers.customer_id, customers.name, customers.email, customers.country, customers.updated_at
        FROM customers
        WHERE customers.customer_id IN (ID_LIST)
    """
    cursor.execute(fill_id_list(query, newest), tuple(newest))
    stored = {row[0]: row for row in cursor.fetchall()}

    changed = []
    # sorted, so that two loaders write the same customers in the same order and do not wait for each other in a ring
    for customer_id in sorted(newest):
        new = newest[customer_id]
        old = stored.get(customer_id)
        # the page's dates are text, those of mysql are datetimes
        if old is None or (new[1:-1] != old[1:-1] and new[-1] > old[-1].isoformat(" ", "milliseconds")):
            changed.append(new)
    if changed:
        # insert the customers, where one is there already change its columns if this version is newer
        cursor.executemany(
            """
            INSERT INTO customers (customer_id, name, email, country, updated_at)
            VALUES (%s, %s, %s, %s, %s)
            ON DUPLICATE KEY UPDATE
                name = IF(VALUES(updated_at) > customers.updated_at, VALUES(name), customers.name),
                email = IF(VALUES(updated_at) > customers.updated_at, VALUES(email), customers.email),
                country = IF(VALUES(updated_at) > customers.updated_at, VALUES(country), customers.country),
                updated_at = GREATEST(VALUES(updated_at), customers.updated_at)
            """,
            changed,
        )
