"""
Dashboard, latest answer - however many look at the page, the api is asked once in two seconds

FLOW:
    1 put a counter in the place of the real question
    2 ask the same twice: one question, the same answer
    3 ask something else: another question

LIBRARIES:
    streamlit: its cache_data keeps what a function has returned, and returns it again
"""
import sys
import pytest
from tests.support import environment

# the image of the tests is small, the dashboard's packages are not in it
pytest.importorskip("streamlit")
sys.path.insert(0, str(environment.ROOT / "dashboard"))
import latest_answer  # noqa: E402

questions = []


def count_question(path, seconds):
    questions.append(path)
    return [f"answer {len(questions)}"], None


def test_latest_answer():
    real_question = latest_answer.ask_api
    latest_answer.ask_api = count_question
    latest_answer.latest_answer.clear()
    answers = [latest_answer.latest_answer(path) for path in ("/api/orders", "/api/orders", "/api/products")]
    latest_answer.ask_api = real_question
    print(*answers, sep="\n")
    assert answers == [(["answer 1"], None), (["answer 1"], None), (["answer 2"], None)]
    assert questions == ["/api/orders", "/api/products"]
    latest_answer.latest_answer.clear()


if __name__ == "__main__":
    test_latest_answer()
