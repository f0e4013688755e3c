"""
Reconcile, report - each kind with its number and some examples, then one decisive line

FLOW:
    1 collect four findings
    2 print them, and conclude: the exit code, and a sum of all that is not 0

LIBRARIES:
    collections (comes with Python): a Counter counts how often each thing comes up
"""
from collections import Counter
from reconcile.report import collect, conclude, print_found

FINDINGS = [
    ("in MySQL as in MongoDB", None, 1), ("in MySQL as in MongoDB", None, 2),
    ("missing", "order 'A3', document 3: SENT, but not in MySQL", 3), ("REJECTED", None, 4),
]


def test_report():
    found = collect(iter(FINDINGS))
    print("1 found:", found)
    assert found.counts == {"in MySQL as in MongoDB": 2, "missing": 1, "REJECTED": 1}
    assert found.ids == {"missing": [3]}
    print("2 printed:")
    print_found(found)
    conclusion = conclude(found.counts, 4, None)
    print("2", conclusion)
    assert conclusion == (1, "1 missing of 4 documents: --resend sends them once more")
    assert conclude(Counter({"REJECTED": 1}), 4, None) == (0, "nothing is missing or different of 4 documents")


if __name__ == "__main__":
    test_report()
