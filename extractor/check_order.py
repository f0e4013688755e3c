from .check_values import date_trouble, kind, quantity_trouble, read_price, text_trouble

CUSTOMER_TEXTS = (("customer_id", 64), ("name", 200), ("email", 254), ("country", 64))
ITEM_TEXTS = (("product_id", 64), ("name", 200), ("category", 64))
LONGEST_REASON = 300


def check_order(document):
    """
    Takes one document of MongoDB's orders (a dict as pymongo gives it).
    Returns (order, None): a dict ready for JSON, dates as 'YYYY-MM-DD HH:MM:SS.mmm' in UTC, prices as text,
    or (None, reason): one sentence that names the field and what is wrong with its value.
    Fields that the contract does not know are left out.
    """
    reason = find_trouble_in_head(document)
    if reason is None:
        reason = find_trouble_in_customer(document.get("customer"))
    if reason is None:
        items, reason = read_items(document.get("items"))
    if reason is not None:
        return None, reason[:LONGEST_REASON]
    customer = document["customer"]
    return {
        "order_id": document["order_id"],
        "status": document["status"],
        "created_at": document["created_at"].isoformat(" ", "milliseconds"),
        "updated_at": document["updated_at"].isoformat(" ", "milliseconds"),
        "customer": {field: customer[field] for field, longest in CUSTOMER_TEXTS},
        "items": items,
    }, None


def find_trouble_in_head(document):
    # updated_at comes first: mark_orders.py relies on it that an order without a good date is rejected for just that
    trouble = date_trouble(document.get("updated_at"))
    if trouble:
        return f"updated_at {trouble}"
    trouble = text_trouble(document.get("order_id"), 64)
    if trouble:
        return f"order_id {trouble}"
    trouble = text_trouble(document.get("status"), 32)
    if trouble:
        return f"status {trouble}"
    trouble = date_trouble(document.get("created_at"))
    if trouble:
        return f"created_at {trouble}"
    return None


def find_trouble_in_customer(customer):
    if not isinstance(customer, dict):
        return f"customer must be an object but is {kind(customer)}"
    for field, longest in CUSTOMER_TEXTS:
        trouble = text_trouble(customer.get(field), longest)
        if trouble:
            return f"customer.{field} {trouble}"
    if len(customer["email"]) < 3:
        return f"customer.email has {len(customer['email'])} characters, at least 3 are needed"
    if "@" not in customer["email"]:
        return "customer.email has no @"
    return None


def read_items(items):
    if not isinstance(items, list):
        return None, f"items must be a list but is {kind(items)}"
    if not items:
        return None, "items is empty, at least one is needed"
    lines = []
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            return None, f"items line {number} must be an object but is {kind(item)}"
        for field, longest in ITEM_TEXTS:
            trouble = text_trouble(item.get(field), longest)
            if trouble:
                return None, f"items line {number}: {field} {trouble}"
        trouble = quantity_trouble(item.get("quantity"))
        if trouble:
            return None, f"items line {number}: quantity {trouble}"
        price, trouble = read_price(item.get("unit_price"))
        if trouble:
            return None, f"items line {number}: unit_price {trouble}"
        lines.append({
            "product_id": item["product_id"],
            "name": item["name"],
            "category": item["category"],
            "quantity": int(item["quantity"]),
            "unit_price": price,
        })
    return lines, None
