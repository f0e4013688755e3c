"""
The progress line - a long run says how far it is: orders sent of how many waiting, the rate, the time left

FLOW:
    1 put 50 new orders into mongodb
    2 one extract step with pages of 20, its output in a file: a line a page
    3 make the orders new again, and one extract step in a terminal: one line, written over at each page
    4 a run that finds nothing new says nothing about pages
    5 the function by itself, where there is no terminal: a line for each call

LIBRARIES:
    pty (comes with Python): makes a terminal that is no window, so that a program can be watched as a person would see it
    re (comes with Python): looks for patterns in text, here for the figures in a line
    tempfile (comes with Python): a file that vanishes after its use
    contextlib, io (come with Python): redirect_stdout() sends what is printed into a StringIO, a text in memory
"""
import contextlib
import io
import os
import pty
import random
import re
import tempfile
from tests import own_shop, run_service
from extractor.make_orders import make_orders
from extractor.progress_line import leave_progress, show_progress

PAGE = re.compile(r"(\d+) of 50 orders, \d+ orders/s, (\d+) s left; page of (\d+): (\d+) sent, 0 rejected, 0 not marked")
COUNTS = [("20", "20", "20"), ("40", "20", "20"), ("50", "10", "10")]


def extract_into_a_file():
    with tempfile.TemporaryFile() as file:
        assert run_service.start("extractor.extract", output=file, EXTRACT_PAGE_SIZE="20").wait() == 0
        file.seek(0)
        return file.read().decode()


def extract_in_a_terminal():
    ours, its = pty.openpty()
    process = run_service.start("extractor.extract", output=its, EXTRACT_PAGE_SIZE="20", COLUMNS="60")
    assert process.wait() == 0
    text = os.read(ours, 100_000).decode()
    os.close(ours)
    os.close(its)
    return text


def test_progress_line():
    own_shop.empty_shop()
    print("1 put 50 new orders into mongodb")
    own_shop.mongo_orders.insert_many(list(make_orders(50, random.Random(1))))

    text = extract_into_a_file()
    print("2 one extract step, its output in a file:", *text.splitlines(), sep="\n  ")
    pages = [PAGE.fullmatch(line) for line in text.splitlines() if "page of" in line]
    assert [(page[1], page[3], page[4]) for page in pages] == COUNTS
    assert pages[-1][2] == "0"

    own_shop.mongo_orders.update_many({}, {"$set": {"etl_status": None}})
    text = extract_in_a_terminal()
    print("3 make the orders new again, and one extract step in a terminal, where each page goes back to the beginning of the line:")
    for part in text.split("\r\033[K")[1:]:
        print(" ", repr("\r\033[K" + part))
    # each page goes back to the beginning of the line and clears it; what comes after the last one begins on a new line
    first, second, third = text.split("\r\033[K")[1:]
    assert first.startswith("20 of 50 orders, ") and second.startswith("40 of 50 orders, ") and third.startswith("50 of 50 orders, ")
    # as wide as the window of 60 columns lets it be
    assert len(first) == len(second) == 59
    assert len(third.splitlines()[0]) == 59 and third.splitlines()[1:] == ["sent 50 orders, rejected 0, not marked 0"]

    text = extract_into_a_file()
    print("4 a run that finds nothing new:", text.strip())
    assert text.splitlines() == ["sent 0 orders, rejected 0, not marked 0"]


def test_progress_line_by_itself():
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        show_progress("1 of 2")
        show_progress("2 of 2")
        leave_progress()
    print("5 the function by itself:", repr(printed.getvalue()))
    assert printed.getvalue() == "1 of 2\n2 of 2\n"


if __name__ == "__main__":
    test_progress_line()
    test_progress_line_by_itself()
