"""
Order fields - the contract is one table: our name of a field, its path in the document, what it must be

FLOW:
    1 look where the customer's name is in a document
    2 look which fields find() asks MongoDB for: whole top-level fields

LIBRARIES:
    none
"""
from extractor.order_fields import ORDER_FIELDS, path_of, projection


def test_order_fields():
    print("the table begins with:", *ORDER_FIELDS[:3], sep="\n   ")
    print("1 our customer_name is the document's", path_of("customer_name"))
    assert path_of("customer_name") == "customer.name"

    print("2 find() asks for:", projection())
    assert {"order_id", "status", "created_at", "updated_at", "customer", "items"} <= set(projection())


if __name__ == "__main__":
    test_order_fields()
