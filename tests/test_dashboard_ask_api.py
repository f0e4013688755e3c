"""
Dashboard, ask api - each question to the query api gives an answer, or a plain sentence that says why there is none

FLOW:
    1 ask while no api is there: a sentence
    2 start the api and ask again: the answer
    3 ask for what the api does not have: a sentence

LIBRARIES:
    requests: asks over http; every error of it is a RequestException
"""
import sys
import pytest
from tests.support import environment, services

# the image of the tests is small, the dashboard's packages are not in it
pytest.importorskip("requests")
PORT = services.free_port()
# streamlit runs dashboard.py as a script: its neighbours are imported without a dot
sys.path.insert(0, str(environment.ROOT / "dashboard"))
from connection.query_api_connection import query_api  # noqa: E402
from ask_api import ask_api  # noqa: E402


def test_ask_api():
    query_api.url = f"http://127.0.0.1:{PORT}"
    print("1 ask while no api is there:", ask_api("/api/orders", 5))
    assert ask_api("/api/orders", 5) == (None, "The query API is away.")

    environment.empty()
    api = services.start_api(PORT)
    print("2 start the api and ask again:", ask_api("/api/orders", 5))
    assert ask_api("/api/orders", 5) == ([], None)

    print("3 ask for what the api does not have:", ask_api("/api/nothing", 5))
    assert ask_api("/api/nothing", 5) == (None, "The query API cannot answer now (status 404).")
    services.stop(api)


if __name__ == "__main__":
    test_ask_api()
