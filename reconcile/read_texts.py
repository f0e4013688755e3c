from .read_rows import read_rows


def read_stored_customers(ids):
    # find customers by id, select id, texts and the date of the order that they came from
    rows = read_rows(
        """
        SELECT customers.customer_id, customers.name, customers.email, customers.country, customers.updated_at
        FROM customers
        WHERE customers.customer_id IN (ID_LIST)
        """,
        ids,
    )
    return {row["customer_id"]: row for row in rows}


def read_stored_products(ids):
    # find products by id, select id, texts and the date of the order that they came from
    rows = read_rows(
        """
        SELECT products.product_id, products.name, products.category, products.updated_at
        FROM products
        WHERE products.product_id IN (ID_LIST)
        """,
        ids,
    )
    return {row["product_id"]: row for row in rows}


def find_customers_of_an_order(ids):
    # find customers by id, join their orders, keep those of the customer's date, select each id once
    rows = read_rows(
        """
        SELECT DISTINCT customers.customer_id
        FROM customers
        JOIN orders ON orders.customer_id = customers.customer_id
        WHERE customers.customer_id IN (ID_LIST) AND orders.updated_at = customers.updated_at
        """,
        ids,
    )
    return {row["customer_id"] for row in rows}


def find_products_of_an_order(ids):
    # find products by id, join their lines, join the orders, keep those of the product's date, select each id once
    rows = read_rows(
        """
        SELECT DISTINCT products.product_id
        FROM products
        JOIN order_items ON order_items.product_id = products.product_id
        JOIN orders ON orders.order_id = order_items.order_id
        WHERE products.product_id IN (ID_LIST) AND orders.updated_at = products.updated_at
        """,
        ids,
    )
    return {row["product_id"] for row in rows}


READ_STORED = {"customers": read_stored_customers, "products": read_stored_products}
FIND_OF_AN_ORDER = {"customers": find_customers_of_an_order, "products": find_products_of_an_order}


def read_stored_texts(table, ids):
    """Takes "customers" or "products" and ids (at least one); returns {id: row} of those that are in MySQL."""
    return READ_STORED[table](ids)


def find_texts_of_an_order(table, ids):
    """Takes the same; returns those ids whose updated_at is that of an order in MySQL that names them."""
    return FIND_OF_AN_ORDER[table](ids)
