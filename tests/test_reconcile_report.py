"""
Reconcile reports - counts with a few examples, and an exit code with the reason for it

FLOW:
    1 note 25 orders as missing
    2 print the report: the count, and the first 20
    3 conclude: exit code 1; with an order in flight 0, with a message that has waited for 400 seconds 1 again

LIBRARIES:
    none
"""
from reconcile.report import conclude, new_findings, note, print_report


def test_report():
    found = new_findings()
    for number in range(25):
        note(found, "missing", f"order 'A{number}'")
    print("1 noted:", found["counts"])
    print("2 the report:")
    print_report(found)
    assert found["counts"]["missing"] == 25
    assert found["examples"]["missing"] == [f"order 'A{number}'" for number in range(20)]

    print("3 conclude:", conclude(found))
    assert conclude(found) == (1, "25 missing or different, and nothing is in flight: --resend sends them once more")
    note(found, "new", "order 'A30'")
    assert conclude(found) == (
        0, "25 missing or different, but something is in flight: reconcile again in a minute",
    )
    found["Kafka seconds"] = 400
    assert conclude(found) == (1, "the oldest message in Kafka has waited for 400 seconds: does a loader run?")
    assert conclude(new_findings()) == (0, "nothing is missing or different")


if __name__ == "__main__":
    test_report()
