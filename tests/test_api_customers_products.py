"""
Customers and products of the query api - lists, pages and single customers, each held against the oracle

The code under test: query_api.find_customers, query_api.find_products, query_api.router

FLOW:
    1 take the sample orders and some with strange ids from MongoDB to MySQL, start the api
    2 ask for the first customers and products
    3 go through all of them page by page, and through the products of each category
    4 ask for every customer by its id
    5 ask for ids that nobody has: 404

LIBRARIES:
    fastapi: makes a python function answer an http path; `{customer_id:path}` takes slashes too
    urllib (comes with Python): quote() and urlencode() write any text so that it may stand in an address
"""
from urllib.parse import quote, urlencode
from tests import oracle, own_shop

DOCUMENTS = oracle.sample_documents() + oracle.strange_documents()
ORDERS = oracle.read_orders(DOCUMENTS)
CUSTOMERS = oracle.list_customers(ORDERS)
PRODUCTS = oracle.list_products(ORDERS)
PORT = own_shop.free_port()


def setup_module():
    """Runs once before the tests of this file; pytest looks for this name."""
    print(f"1 take the sample orders and {len(oracle.strange_documents())} strange ones from MongoDB to MySQL, start the api")
    own_shop.load_through_pipeline(DOCUMENTS, len(ORDERS))
    own_shop.start_api(PORT)


def teardown_module():
    """Runs once after them."""
    own_shop.stop_all()


def ask(path, **parameters):
    status, answer = own_shop.get(PORT, f"{path}?{urlencode(parameters)}")
    assert status == 200, (parameters, answer)
    return answer


def read_page_by_page(path, key, limit, **filters):
    """Returns all answers, each page asked for with the last id of the one before, until one is not full."""
    page = ask(path, limit=limit, **filters)
    answers = page
    while len(page) == limit:
        page = ask(path, limit=limit, after=page[-1][key], **filters)
        answers = answers + page
        assert len(answers) <= len(CUSTOMERS + PRODUCTS), "the paging does not go on"
    return answers


def test_first_customers_and_products():
    print("2 ask for the first customers and products")
    for path, expected in (("/api/customers", CUSTOMERS), ("/api/products", PRODUCTS)):
        answer = ask(path, limit=3, after="C")
        print(f"  {path}, three behind the id C:", *answer, sep="\n    ")
        assert ask(path) == expected[:50]
        assert ask(path, limit=500) == expected
        assert len(expected) > 50
    assert ask("/api/customers", after="C-1001", limit=1) == [
        {"customer_id": "C-1002", "name": "Siobhán O'Brien", "email": "siobhan.obrien@example.org", "country": "Ireland"}
    ]


def test_page_by_page():
    for limit in (1, 7, 500):
        assert read_page_by_page("/api/customers", "customer_id", limit) == CUSTOMERS
        assert read_page_by_page("/api/products", "product_id", limit) == PRODUCTS
    categories = sorted({product["category"] for product in PRODUCTS})
    for category in categories:
        expected = [product for product in PRODUCTS if product["category"] == category]
        for limit in (1, 7, 500):
            assert read_page_by_page("/api/products", "product_id", limit, category=category) == expected
    print(f"3 go through all of them page by page: {len(CUSTOMERS)} customers and {len(PRODUCTS)} products of {len(categories)} categories are right")
    assert ask("/api/products", category=categories[0].lower()) == ask("/api/products", category="no such") == []


def test_single_customers():
    for customer in CUSTOMERS:
        assert own_shop.get(PORT, "/api/customers/" + quote(customer["customer_id"], safe="")) == (200, customer)
    print(f"4 ask for every customer by its id: {len(CUSTOMERS)} are found, the last of them:", customer, sep="\n  ")
    print("5 ask for ids that nobody has")
    for customer_id in ("a1 ", "A1/B/", "A1\n\n", "E", "C-1001 ", "c-1001", "100%25", ""):
        status, answer = own_shop.get(PORT, "/api/customers/" + quote(customer_id, safe=""))
        print(f"  {customer_id!r}: {status} {answer}")
        assert (status, answer) == (404, {"detail": f"there is no customer {customer_id}"})


if __name__ == "__main__":
    setup_module()
    test_first_customers_and_products()
    test_page_by_page()
    test_single_customers()
