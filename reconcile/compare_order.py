FUTURE = "claimed in the future"
OLDER = "MongoDB older than MySQL"
CUSTOMER, PRODUCT = "customer different", "product different"


def compare_order(order, rows, soon):
    """
    Takes an order of order_of(), what read_rows() has found, and the time after which no claim can be, as text.
    Returns (kind, sentence) of the first difference of its row and lines, or None where MySQL has the order as it is.
    """
    row = rows["orders"].get(order["order_id"])
    if row is None:
        return "missing", "SENT, but not in MySQL"
    names = rows["columns"]["orders"]
    different = [name for name, value in zip(names, row) if value != order[name]]
    sentence = compare_lines(order, rows)
    if sentence is None and not different:
        return None
    stored = dict(zip(names, row))
    if different:
        sentence = sentence_on(different[0], stored[different[0]], order[different[0]])
    if stored["read_at"] > soon:
        return FUTURE, f"read_at is {stored['read_at']} in MySQL, {sentence}"
    # a deletion has a read_at of its own: an order that came back just as it was is no older version
    came_back = stored["deleted_at"] and different == ["read_at", "deleted_at"]
    if stored["read_at"] > order["read_at"] != "" and not came_back:
        # resent, it would overwrite what mysql alone has
        return OLDER, sentence
    return "different", sentence


def sentence_on(name, stored, expected):
    return f"{name} is {stored!r} in MySQL and {expected!r} in MongoDB"


def compare_lines(order, rows):
    """Returns a sentence on the first line that differs, or None."""
    lines = rows["lines"].get(order["order_id"], [])
    if len(lines) != len(order["items"]):
        return f"{len(lines)} lines in MySQL and {len(order['items'])} in MongoDB"
    # behind the order's id
    names = rows["columns"]["lines"][1:]
    for number, (line, item) in enumerate(zip(lines, order["items"]), start=1):
        expected = {**item, "line_number": number}
        for name, value in zip(names, line[1:]):
            if value != expected[name]:
                return f"line {number}: {sentence_on(name, value, expected[name])}"
    return None


def find_wrong_texts(order, rows):
    """Takes the same; returns (kind, id, sentence) of the order's customer and of each product that are not right."""
    # our name of a customer's text is its column with customer_ before it
    customer_texts = {name: order.get(f"customer_{name}") for name in rows["columns"]["customers"]}
    texts = [(CUSTOMER, "customers", order["customer_id"], customer_texts)]
    # of an order that has a product on several lines the later line counts
    for product_id, item in {item["product_id"]: item for item in order["items"]}.items():
        texts.append((PRODUCT, "products", product_id, item))
    found = []
    for kind, table, id, expected in texts:
        sentence = compare_texts(order, rows["columns"][table], rows[table].get(id), expected)
        if sentence:
            found.append((kind, id, f"{kind.split()[0]} {id!r}: {sentence}"))
    return found


def compare_texts(order, names, row, texts):
    """
    Takes the row of the order's customer, or of one of its products: the texts there are those of its newest order,
    which is this order or a later one. Returns a sentence on what is not so, or None.
    """
    if row is None:
        return "not in MySQL"
    newest_order_at, newest_order_id = row[1:3]
    if (newest_order_at, newest_order_id) < (order["created_at"], order["order_id"]):
        return f"has the texts of order {newest_order_id!r} of {newest_order_at}, but this order is newer"
    if newest_order_id != order["order_id"]:
        return None
    if newest_order_at != order["created_at"]:
        return sentence_on("newest_order_at", newest_order_at, order["created_at"])
    # behind the id, newest_order_at and newest_order_id
    for name, value in zip(names[3:], row[3:]):
        if value != texts[name]:
            return sentence_on(name, value, texts[name])
    return None
