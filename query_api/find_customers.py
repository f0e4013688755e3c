from .connection.mysql_connection import database


def find_customers(limit, after):
    """Returns at most `limit` customers as dicts, by id, those behind the id `after` ('' is before all of them)."""
    # find the customers behind an id, in the order of their ids, take the first ones, select their columns
    return database.select(
        """
        SELECT customers.customer_id, customers.name, customers.email, customers.country
        FROM customers
        WHERE customers.customer_id > %s
        ORDER BY customers.customer_id
        LIMIT %s
        """,
        (after, limit),
    )


def find_customer(customer_id):
    """Returns one customer as a dict, or None for an unknown id."""
    # find the customer with this id, select its columns
    rows = database.select(
        """
        SELECT customers.customer_id, customers.name, customers.email, customers.country
        FROM customers
        WHERE customers.customer_id = %s
        """,
        (customer_id,),
    )
    return rows[0] if rows else None
