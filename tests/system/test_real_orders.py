"""
Real orders - files of orders that nobody on this project wrote come out to the last digit

It takes the files of ../shared/real_orders, or of another folder (--real-orders DIR); without files it is skipped.
"""
from pathlib import Path
import pytest
from tests.support import environment, expected, services, verify


def test_real_orders(request):
    folder = Path(environment.ROOT, request.config.getoption("--real-orders"))
    if not folder.is_dir():
        pytest.skip(f"there is no folder {folder}")
    documents = [document for path in sorted(folder.glob("*.json")) for document in expected.read_documents(path)]
    services.new_shop()
    environment.orders.insert_many(documents)
    services.extract()
    services.load()
    verify.verify_rows(documents, ("orders", "order_items"))
    verify.verify_reconcile(sent=len(documents), orders=len(documents))
