"""
Reconcile - what it found, as it is printed, and the last line with the exit code

FLOW:
    1 take what was found of four documents, one after the other
    2 collect it: counts, examples, and the ids of what can be resent
    3 print it, and conclude: the exit code, and a sentence that sums up what is not 0

LIBRARIES:
    argparse (comes with Python): --resend, --mark-deleted and --yes
"""
from tests.support import environment  # noqa: F401
from reconcile.report import collect, conclude, print_found

FINDINGS = [
    ("in MySQL as in MongoDB", None, 1), ("in MySQL as in MongoDB", None, 2),
    ("missing", "order 'A3', document 3: SENT, but not in MySQL", 3), ("too large to be marked", "order 'A4'", 4),
]


def test_report():
    print("1", FINDINGS)
    found = collect(FINDINGS)
    print("2", found)
    assert found["counts"] == {"in MySQL as in MongoDB": 2, "missing": 1, "too large to be marked": 1}
    assert found["ids"] == {"missing": [3]}

    print_found(found)
    code, sentence = conclude(found["counts"], 4, refused=None)
    print(f"3 exit code {code}: {sentence}")
    assert code == 1
    assert sentence == "1 missing, 1 too large to be marked of 4 documents: --resend sends them once more"
    found["counts"]["missing"] = 0
    sentence = "nothing is missing or different, 1 too large to be marked of 4 documents"
    assert conclude(found["counts"], 4, refused=None) == (0, sentence)


if __name__ == "__main__":
    test_report()
