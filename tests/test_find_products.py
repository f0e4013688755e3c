"""
Find products - all products or those of a category, by id, page by page

FLOW:
    1 put an order of two products into MySQL
    2 find the first product, and those behind it
    3 find the products of a category

LIBRARIES:
    mysql-connector-python: talks to MySQL
"""
from tests.support import environment
from tests.support.rows import put_rows
from tests.support.sample_order import ROWS
from query_api.find_products import find_products

TEA = {"product_id": "P1", "name": "Tea", "category": "Kitchen"}
CUP = {"product_id": "P2", "name": "Cup 😀 100%", "category": "Kitchen"}


def test_find_products():
    environment.empty()
    put_rows(ROWS)
    print("1 the products:", ROWS["products"])
    print("2 the first:", find_products(limit=1, after="", category=None))
    assert find_products(limit=1, after="", category=None) == [TEA]
    assert find_products(limit=50, after="P1", category=None) == [CUP]
    print("3 of a category:", find_products(limit=50, after="", category="Kitchen"))
    assert find_products(limit=50, after="", category="Kitchen") == [TEA, CUP]
    assert find_products(limit=50, after="", category="kitchen") == []


if __name__ == "__main__":
    test_find_products()
