from .report import CUSTOMER, DIFFERENT, FUTURE, MISSING, OLDER, PRODUCT, RIGHT


def compare_order(order, rows, soon):
    """
    Takes what order_of() has returned, what read_rows() has found, and the time after which no claim can be, as text.
    Returns (kind, sentence): RIGHT and None where MySQL has row and lines of the order as it is.
    """
    if order is None:
        return DIFFERENT, "SENT, but changed since into something that is no order"
    row = rows["orders"].get(order["order_id"])
    if row is None:
        return MISSING, "SENT, but not in MySQL"
    sentence = find_difference(row, order) or compare_lines(rows["lines"].get(order["order_id"], []), order["items"])
    if sentence is None:
        return RIGHT, None
    if row["read_at"] > soon:
        return FUTURE, f"read_at is {row['read_at']} in MySQL, {sentence}"
    # a deletion has a read_at of its own: an order that came back just as it was is no older version
    undeleted = {**row, "read_at": order["read_at"], "deleted_at": None}
    came_back = row["deleted_at"] and find_difference(undeleted, order) is None
    if order["read_at"] and row["read_at"] > order["read_at"] and not came_back:
        # resent, it would overwrite what mysql alone has
        return OLDER, sentence
    return DIFFERENT, sentence


def find_difference(row, expected):
    """Returns a sentence on the first column of a row that is not as expected, or None."""
    for name, value in row.items():
        if value != expected[name]:
            return f"{name} is {value!r} in MySQL and {expected[name]!r} in MongoDB"
    return None


def compare_lines(lines, items):
    """Returns a sentence on the first line that differs, or None."""
    if len(lines) != len(items):
        return f"{len(lines)} lines in MySQL and {len(items)} in MongoDB"
    for line, item in zip(lines, items):
        sentence = find_difference(line, item)
        if sentence:
            return f"line {item['line_number']}: {sentence}"
    return None


def find_wrong_texts(order, rows):
    """Takes the same; returns (kind, id, sentence) of the order's customer and of each product that are not right."""
    found = []
    sentence = compare_texts(rows["customers"].get(order["customer_id"]), order, order)
    if sentence:
        found.append((CUSTOMER, order["customer_id"], f"customer {order['customer_id']!r}: {sentence}"))
    # of an order that has a product on several lines the later line counts
    for product_id, item in {item["product_id"]: item for item in order["items"]}.items():
        sentence = compare_texts(rows["products"].get(product_id), order, item)
        if sentence:
            found.append((PRODUCT, product_id, f"product {product_id!r}: {sentence}"))
    return found


def compare_texts(row, order, texts):
    """
    Takes the row of the order's customer, or of one of its products: the texts there are those of its newest order,
    which is this order or a later one. Returns a sentence on what is not so, or None.
    """
    if row is None:
        return "not in MySQL"
    newest_order_at, newest_order_id = row["newest_order_at"], row["newest_order_id"]
    if (newest_order_at, newest_order_id) < (order["created_at"], order["order_id"]):
        return f"has the texts of order {newest_order_id!r} of {newest_order_at}, but this order is newer"
    if newest_order_id != order["order_id"]:
        return None
    newest = {"newest_order_at": order["created_at"], "newest_order_id": order["order_id"]}
    return find_difference(row, {**order, **texts, **newest})
