"""
Reconcile compares texts - a customer must have the texts of the newest order that names it

FLOW:
    1 take an order of 6 January, and one of 8 January in which the customer has another name
    2 add the texts of both: the newer name is kept
    3 compare with MySQL, where the customer has the older name: it is wrong

LIBRARIES:
    mysql-connector-python: talks to MySQL
"""
from tests.support import environment
from tests.support.sample_order import ON_THE_WIRE, ROWS
from reconcile.compare_texts import add_texts, find_wrong_texts

CUSTOMER = "INSERT INTO customers (customer_id, name, email, country, updated_at) VALUES (%s, %s, %s, %s, %s)"


def test_compare_texts():
    environment.empty()
    print("1 the customer in MySQL:", ROWS["customers"][0])
    environment.mysql_rows(CUSTOMER, ROWS["customers"][0])
    newest = {"customers": {}, "products": {}}
    add_texts(newest, ON_THE_WIRE, "document 1")
    assert find_wrong_texts("customers", newest["customers"]) == {}

    add_texts(newest, dict(ON_THE_WIRE, customer_name="Zoë", updated_at="2026-01-08 00:00:00.000"), "document 2")
    print("2 the newest texts:", newest["customers"])
    assert newest["customers"]["C1"] == {
        "updated_at": "2026-01-08 00:00:00.000", "document_id": "document 2",
        "versions": [{"name": "Zoë", "email": "zoe@example.com", "country": "Ireland"}],
    }
    wrong = find_wrong_texts("customers", newest["customers"])
    print("3 wrong in MySQL:", wrong)
    assert list(wrong) == ["C1"]
    assert wrong["C1"]["name"] == "Zoë O'Brien"
    assert find_wrong_texts("products", newest["products"]) == {"P1": None, "P2": None}


if __name__ == "__main__":
    test_compare_texts()
