"""
Real orders - files of orders that nobody on this project wrote come out to the last digit

It takes the files of ../shared/real_orders, or of another folder (--real-orders DIR); without files it is skipped.

FLOW:
    1 put each file through the real extractor and loader, together with data/orders.json
    2 compare the API's revenue by country with what plain Python adds up from the files
    3 run reconcile: nothing is missing or different

LIBRARIES:
    decimal (comes with Python): exact decimal numbers; 0.1 + 0.2 is 0.3
    bson (comes with pymongo): the types that MongoDB stores, such as Decimal128 for exact decimals
"""
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
import pytest
from bson import Decimal128
from tests.support import environment, expected, services, verify


def read_documents(folder):
    documents = [document for document in expected.read_documents() if expected.is_valid(document)]
    for path in sorted(folder.glob("*.json")):
        found = expected.read_documents(path)
        print(f"  {path.name}: {len(found)} orders")
        documents += found
    return documents


def exact(number):
    if isinstance(number, Decimal128):
        return number.to_decimal()
    return round(Decimal(number), 4)


def revenue_by_country(documents):
    revenue, count = defaultdict(Decimal), defaultdict(int)
    for document in documents:
        if document["status"] not in ("CANCELLED", "DELETED"):
            country = document["customer"]["country"]
            count[country] += 1
            revenue[country] += sum(item["quantity"] * exact(item["unit_price"]) for item in document["items"])
    countries = sorted(revenue, key=lambda country: (-revenue[country], country))
    return [{"country": name, "revenue": f"{revenue[name]:.4f}", "order_count": count[name]} for name in countries]


def test_real_orders(request):
    folder = Path(environment.ROOT, request.config.getoption("--real-orders"))
    if not folder.is_dir():
        pytest.skip(f"there is no folder {folder}")
    print("1 put the files through the pipeline")
    documents = read_documents(folder)
    services.load_through_pipeline(documents, len(documents))

    print("2 compare the report with plain Python")
    port = services.free_port()
    api = services.start_api(port)
    answer = services.get(port, "/api/reports/revenue-by-country")
    services.stop(api)
    assert answer == (200, revenue_by_country(documents))
    print(f"  {len(documents)} orders, {len(answer[1])} countries, equal to the last digit")

    print("3 reconcile")
    verify.verify_reconcile(sent=len(documents), orders=len(documents))
