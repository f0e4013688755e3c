"""
Dashboard, number texts - how the page writes counts, money and ages

FLOW:
    1 write counts: grouped, and with the api's limit where it has counted no further
    2 write money: two decimals
    3 write ages: a person reads minutes rather than 185 seconds

LIBRARIES:
    streamlit: shows the texts; these functions do without it
    decimal (comes with Python): exact decimal numbers
"""
import sys
from decimal import Decimal
from tests.support import environment

# streamlit runs dashboard.py as a script: its neighbours are imported without a dot
sys.path.insert(0, str(environment.ROOT / "dashboard"))
from number_texts import age_text, count_text, money_text  # noqa: E402

COUNTS = {0: "0", 12345: "12,345", 100_000: "100,000 or more"}
AMOUNTS = {Decimal("27833.3700"): "27,833.37", Decimal("0.0999"): "0.10"}
AGES = {0.4: "0 s", 119: "119 s", 185.2: "3 minutes", 7300: "2 hours", 200_000: "2 days"}


def test_number_texts():
    for name, function, texts in (("1", count_text, COUNTS), ("2", money_text, AMOUNTS), ("3", age_text, AGES)):
        written = {number: function(number) for number in texts}
        print(name, function.__name__, written)
        assert written == texts


if __name__ == "__main__":
    test_number_texts()
