"""
Order fields - the contract is one table: our name of a field, its path in the document, what it must be

FLOW:
    1 look where the customer's name is in a document
    2 look which fields find() asks MongoDB for: whole top-level fields
    3 look what an order_id may be in MongoDB: text only, as this contract has it
    4 look how a service names its contract at its start

LIBRARIES:
    none
"""
from tests.support import contract  # noqa: F401
from extractor.order_fields import ORDER_FIELDS, contract_sentence, path_of, projection, values_of_id


def test_order_fields():
    print("the table begins with:", *ORDER_FIELDS[:3], sep="\n   ")
    print("1 our customer_name is the document's", path_of("customer_name"))
    assert path_of("customer_name") == "customer.name"

    print("2 find() asks for:", projection())
    assert {"order_id", "status", "created_at", "updated_at", "customer", "items"} <= set(projection())

    print("3 the order_id '42' may be:", values_of_id("42"))
    assert values_of_id("42") == ["42"]

    print("4 a service says at its start:", contract_sentence())
    assert contract_sentence().startswith("contract: order_id from order_id (short_text), ")


if __name__ == "__main__":
    test_order_fields()
