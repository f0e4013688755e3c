"""
Dashboard, ask api - each question gives an answer, or a plain sentence; however many look, the api is asked once

FLOW:
    1 ask while no api is there: a sentence
    2 start the api and ask again: the answer
    3 ask for what the api does not have: a sentence
    4 ask a hundred times: the api is asked once in two seconds

LIBRARIES:
    requests: asks over http; every error of it is a RequestException
    streamlit: its cache_data keeps what a function has returned, and returns it again
    unittest.mock (comes with Python): patch.object counts how often a function is called
"""
import sys
from unittest.mock import patch
from tests.support import environment, services

PORT = services.free_port()
# streamlit runs dashboard.py as a script: its neighbours are imported without a dot
sys.path.insert(0, str(environment.ROOT / "dashboard"))
from connection.query_api_connection import query_api  # noqa: E402
from ask_api import ask_api  # noqa: E402


def test_ask_api():
    query_api.url = f"http://127.0.0.1:{PORT}"
    ask_api.clear()
    environment.empty()
    print("1 ask while no api is there:", ask_api("/api/products"))
    assert ask_api("/api/products") == (None, "The query API is away.")

    api = services.start_api(PORT)
    ask_api.clear()
    print("2 start the api and ask again:", ask_api("/api/products"))
    assert ask_api("/api/products") == ([], None)

    print("3 ask for what the api does not have:", ask_api("/api/nothing"))
    assert ask_api("/api/nothing") == (None, "Not Found")

    with patch.object(query_api, "get", wraps=query_api.get) as get:
        answers = [ask_api("/api/orders") for turn in range(100)]
    print(f"4 ask a hundred times: {len(answers)} answers, of the api {get.call_count}")
    assert answers == [([], None)] * 100
    # a busy machine may need more than two seconds for it
    assert 1 <= get.call_count < 10
    services.stop(api)


if __name__ == "__main__":
    test_ask_api()
