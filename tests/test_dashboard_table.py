"""
Dashboard, table - rows as the page shows them: times to the second, money exact and sorted as numbers

FLOW:
    1 take two rows of an answer
    2 make the rows of the table: the revenues have the same length, so that as texts they sort as numbers do

LIBRARIES:
    streamlit: draws tables; here nothing is drawn
"""
import sys
import pytest
from tests.support import environment

# the image of the tests is small, the dashboard's packages are not in it
pytest.importorskip("streamlit")
sys.path.insert(0, str(environment.ROOT / "dashboard"))
from show_table import table_rows  # noqa: E402

ANSWER = [
    {"name": "<b>Tea</b>", "revenue": "1200.9500", "loaded_at": "2026-01-05T10:00:00.123Z"},
    {"name": "Cup", "revenue": "19.9000", "loaded_at": None},
]
ROWS = [
    {"name": "<b>Tea</b>", "revenue": "1200.9500", "loaded_at": "2026-01-05 10:00:00"},
    {"name": "Cup", "revenue": "  19.9000", "loaded_at": None},
]


def test_table():
    print("1 the answer:", *ANSWER, sep="\n    ")
    rows = table_rows(ANSWER)
    print("2 the table:", *rows, sep="\n    ")
    assert rows == ROWS
    assert sorted(row["revenue"] for row in rows) == ["  19.9000", "1200.9500"]


if __name__ == "__main__":
    test_table()
