"""
Dashboard, show table - money has two decimals and is grouped, and is sorted as numbers

FLOW:
    1 take a page that shows two rows of an answer
    2 run it: the revenues have the same length, so that as texts they sort as numbers do

LIBRARIES:
    streamlit: a page is a script that it runs from top to bottom; its AppTest runs a page without a browser
"""
import sys
from streamlit.testing.v1 import AppTest
from tests.support import environment

# streamlit runs dashboard.py as a script: its neighbours are imported without a dot
sys.path.insert(0, str(environment.ROOT / "dashboard"))

PAGE = """
from show_table import show_table
show_table([{"name": "<b>Tea</b>", "revenue": "1200.9500"}, {"name": "Cup", "revenue": "19.9000"}], ["name", "revenue"])
"""
ROWS = [{"name": "<b>Tea</b>", "revenue": "1,200.95"}, {"name": "Cup", "revenue": "   19.90"}]


def test_show_table():
    print("1 take a page:", PAGE)
    page = AppTest.from_string(PAGE, default_timeout=60).run()
    rows = page.dataframe[0].value.to_dict("records")
    print("2 run it:", *rows, sep="\n    ")
    assert rows == ROWS
    assert sorted(row["revenue"] for row in rows) == ["   19.90", "1,200.95"]


if __name__ == "__main__":
    test_show_table()
