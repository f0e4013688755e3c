from .connection.mysql_connection import fill_id_list, insert_rows

# no order is older than a customer or product without an order
NO_ORDER_AT, NO_ORDER_ID = "1000-01-01 00:00:00.000", ""


def load_customers(cursor, orders):
    """
    Writes the customers of these orders (one version of each): each has the texts of its newest order, the one with the
    greatest (created_at, order_id), whatever arrives when. The caller commits.
    """
    rows_of_customer = {}
    for order in orders:
        rows_of_customer.setdefault(order["customer_id"], []).append((
            order["customer_id"], order["customer_name"], order["customer_email"], order["customer_country"],
            order["created_at"], order["order_id"],
        ))
    # find the batch's customers by id, select all their columns
    query = """
        SELECT customers.customer_id, customers.name, customers.email, customers.country,
            customers.newest_order_at, customers.newest_order_id
        FROM customers
        WHERE customers.customer_id IN (ID_LIST)
    """
    cursor.execute(fill_id_list(query, rows_of_customer), tuple(rows_of_customer))
    stored_rows = {row[0]: row for row in cursor.fetchall()}

    rows = []
    # sorted, so that two loaders write the same customers in the same order and do not wait for each other in a ring
    for customer_id in sorted(rows_of_customer):
        rows += rows_to_write(rows_of_customer[customer_id], stored_rows.get(customer_id))
    if rows:
        # mysql assigns from left to right: first which order is the newest one, then its texts and its date
        # the order that gave the texts may change them, whatever its date is now: a wrong date of 2206 that is
        # corrected would otherwise stay the newest one for ever
        # insert the customers, where one is there already take the newest order and its texts
        insert_rows(
            cursor,
            """
            INSERT INTO customers (customer_id, name, email, country, newest_order_at, newest_order_id)
            VALUES (%s, %s, %s, %s, %s, %s)
            ON DUPLICATE KEY UPDATE
                newest_order_id = IF(
                    (VALUES(newest_order_at), VALUES(newest_order_id))
                        > (customers.newest_order_at, customers.newest_order_id),
                    VALUES(newest_order_id), customers.newest_order_id),
                name = IF(customers.newest_order_id = VALUES(newest_order_id), VALUES(name), customers.name),
                email = IF(customers.newest_order_id = VALUES(newest_order_id), VALUES(email), customers.email),
                country = IF(customers.newest_order_id = VALUES(newest_order_id), VALUES(country), customers.country),
                newest_order_at = IF(
                    customers.newest_order_id = VALUES(newest_order_id),
                    VALUES(newest_order_at), customers.newest_order_at)
            """,
            rows,
        )


def rows_to_write(rows, stored):
    """
    Takes the rows of one customer or product, one an order, and its row in MySQL or None; the last two columns are
    newest_order_at and newest_order_id. Returns the rows to write, none where nothing would change: a row that is
    written is locked, and a frozen loader would hold the others up.
    """
    newest = max(rows, key=by_order)
    if stored is None:
        return [newest]
    # the batch's dates are text, those of mysql are datetimes
    stored = (*stored[:-2], stored[-2].isoformat(" ", "milliseconds"), stored[-1])
    if newest == stored:
        return []
    # all of them where the order that gave the texts is here: it may have an older date now, and then one of the
    # others is the newest one
    if any(row[-1] == stored[-1] for row in rows):
        return sorted(rows, key=by_order)
    return [newest] if by_order(newest) > by_order(stored) else []


def by_order(row):
    return row[-2:]


def give_up_customers(cursor, moved):
    """
    Takes (customer_id, order_id) of orders that name another customer now; a customer that has the texts of such an
    order keeps them until the next order that names it. The caller commits.
    """
    # find the customer by its id and the order that it has the texts of, give it the first date and no order
    cursor.executemany(
        """
        UPDATE customers
        SET customers.newest_order_at = %s, customers.newest_order_id = %s
        WHERE customers.customer_id = %s AND customers.newest_order_id = %s
        """,
        [(NO_ORDER_AT, NO_ORDER_ID, customer_id, order_id) for customer_id, order_id in sorted(moved)],
    )
