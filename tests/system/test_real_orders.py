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
    documents = [document for document in expected.read_documents() if expected.is_valid(document)]
    for path in sorted(folder.glob("*.json")):
        documents += expected.read_documents(path)
    services.load_through_pipeline(documents, len(documents))

    # each price to the last digit goes into the sums
    port = services.free_port()
    api = services.start_api(port)
    answer = services.get(port, "/api/reports/revenue-by-country")
    services.stop(api)
    assert answer == (200, expected.revenue_by_country(expected.read_orders(documents)))
    print(f"{len(documents)} orders, {len(answer[1])} countries, equal to the last digit")
    verify.verify_reconcile(sent=len(documents), orders=len(documents))
