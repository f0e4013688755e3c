"""
Reconcile, report - each kind with its number and some examples, then one decisive line

FLOW:
    1 report four findings: each kind with its number, and what is wrong with its example
    2 conclude: the exit code, and a sum of all that is not 0

LIBRARIES:
    collections (comes with Python): a Counter counts how often each thing comes up
"""
from collections import Counter
from reconcile.report import conclude, report

FINDINGS = [
    ("in MySQL as in MongoDB", None, 1), ("in MySQL as in MongoDB", None, 2),
    ("missing", "order 'A3', document 3: SENT, but not in MySQL", 3), ("REJECTED", None, 4),
]


def test_report():
    print("1 printed:")
    counts, ids = report(iter(FINDINGS))
    assert counts == {"in MySQL as in MongoDB": 2, "missing": 1, "REJECTED": 1}
    assert ids == {"missing": [3]}
    conclusion = conclude(counts, 4, None)
    print("2", conclusion)
    assert conclusion == (1, "1 missing of 4 documents: --resend sends them once more")
    assert conclude(Counter({"REJECTED": 1}), 4, None) == (0, "nothing is missing or different of 4 documents")


if __name__ == "__main__":
    test_report()
