"""
Reports of the query api - each one equal to the oracle's sums, to the last digit

The code under test: query_api.report_revenue, query_api.report_top, query_api.report_orders

FLOW:
    1 take the sample orders and some with extreme prices and dates from MongoDB to MySQL, start the api
    2 ask for each report and add the same up in python
    3 look at the extreme prices: not a digit is lost
    4 ask for the top one, ten, all

LIBRARIES:
    decimal: exact decimal numbers in python, as DECIMAL has them in MySQL; 0.1 + 0.2 is 0.3
"""
from decimal import Decimal
from tests import oracle, own_shop

DOCUMENTS = oracle.sample_documents() + oracle.strange_documents()
ORDERS = oracle.read_orders(DOCUMENTS)
PORT = own_shop.free_port()

REPORTS = [
    ("revenue-by-country", oracle.revenue_by_country),
    ("revenue-by-month", oracle.revenue_by_month),
    ("revenue-by-category", oracle.revenue_by_category),
    ("top-products?limit=100", oracle.top_products),
    ("top-customers?limit=100", oracle.top_customers),
    ("orders-by-status", oracle.orders_by_status),
]


def setup_module():
    """Runs once before the tests of this file; pytest looks for this name."""
    print(f"1 take the sample orders and {len(oracle.strange_documents())} strange ones from MongoDB to MySQL, start the api")
    own_shop.load_through_pipeline(DOCUMENTS, len(ORDERS))
    own_shop.start_api(PORT)


def teardown_module():
    """Runs once after them."""
    own_shop.stop_all()


def ask(report):
    status, answer = own_shop.get(PORT, f"/api/reports/{report}")
    assert status == 200, answer
    return answer


def test_every_report():
    print("2 ask for each report, of which the first three rows are")
    for report, expected in REPORTS:
        answer = ask(report)
        print(f"  {report}, {len(answer)} rows:", *answer[:3], sep="\n    ")
        assert answer == expected(ORDERS)


def test_extreme_prices_are_exact():
    months = ask("revenue-by-month")
    assert months[0] == {"month": "1000-01", "revenue": "0.0003", "order_count": 1}
    assert months[-1] == {"month": "9999-12", "revenue": "9999999999999900.0000", "order_count": 1}
    countries = {row["country"]: row["revenue"] for row in ask("revenue-by-country")}
    total = sum(Decimal(row["revenue"]) for row in months)
    print(f"3 look at the extreme prices: Germany has {countries['Germany']}, all months together {total}")
    assert Decimal(countries["Germany"]) > Decimal("9999999999999900.0003")
    assert countries["germany"] == "0.3000"
    assert total == sum(Decimal(revenue) for revenue in countries.values())


def test_limits():
    print("4 ask for the top one, two, ten, 50, 99, 100")
    for report, expected in (("top-products", oracle.top_products(ORDERS)), ("top-customers", oracle.top_customers(ORDERS))):
        assert ask(report) == expected[:10]
        for limit in (1, 2, 10, 50, 99, 100):
            assert ask(f"{report}?limit={limit}") == expected[:limit]
        print(f"  {report}: the first one of {len(expected)} is {expected[0]}")


if __name__ == "__main__":
    setup_module()
    test_every_report()
    test_extreme_prices_are_exact()
    test_limits()
