"""
Suggest fields - which lines of the contract do not fit a shop's documents, and which lines would

FLOW:
    1 take an order of another shop: other names, a number as id, dates and prices as text
    2 get the lines that would fit

LIBRARIES:
    difflib (comes with Python): tells how alike two texts are
"""
from tests.support import contract  # noqa: F401
from extractor.suggest_fields import suggest_lines
from extractor.validate_order import fields_of

ORDER = {
    "orderNumber": 4711, "status": "paid", "placedAt": "2026-03-01T10:00:00Z", "updatedAt": "2026-03-02",
    "customer": {"customer_id": "C1", "name": "Zoe", "email": "zoe@example.com", "country": "Ireland"},
    "lines": [{"sku": "P1", "title": "Tea", "category": "Kitchen", "quantity": 2, "price": "9.90"}],
}


def test_suggest_fields():
    print("1 the order's fields:", *fields_of(ORDER), sep="\n   ")
    lines = suggest_lines([ORDER])
    print("2 the lines that would fit:", *lines, sep="\n   ")
    assert lines == [
        '("order_id", "orderNumber", text_or_number(64)),  # a number such as \'4711\'',
        '("created_at", "placedAt", date_text),  # text such as \'2026-03-01T10:00:00Z\'',
        '("updated_at", "updatedAt", date_text),  # text such as \'2026-03-02\'',
        'ITEMS_PATH = "lines"',
        '("product_id", "sku", short_text(64)),  # text such as \'P1\'',
        '("name", "title", short_text(200)),  # text such as \'Tea\'',
        '("unit_price", "price", price_text),  # text such as \'9.90\'',
    ]


if __name__ == "__main__":
    test_suggest_fields()
