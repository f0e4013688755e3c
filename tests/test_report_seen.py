"""
Report seen - each loader tells in MySQL that it makes progress, and one that was not seen for a day is forgotten

FLOW:
    1 put in a loader of two days ago
    2 report: this loader stands there with the present time, the other one is gone
    3 report again at once: nothing is written, for ten seconds have not passed

LIBRARIES:
    mysql-connector-python: talks to MySQL; execute() runs a statement with bound values
"""
from tests.support import environment
from loader import report_seen


def seen():
    return environment.mysql_rows("""
        SELECT loaders_seen.loader_name, loaders_seen.seen_at > UTC_TIMESTAMP(3) - INTERVAL 1 MINUTE
        FROM loaders_seen""")


def test_report_seen():
    environment.empty()
    report_seen.last_report = None
    environment.mysql_rows("INSERT INTO loaders_seen VALUES ('old one', UTC_TIMESTAMP(3) - INTERVAL 2 DAY)")
    print("1 seen lately:", seen())

    report_seen.report_seen()
    print("2 seen lately:", seen())
    assert seen() == [(report_seen.LOADER_NAME, 1)]

    environment.mysql_rows("DELETE FROM loaders_seen")
    report_seen.report_seen()
    print("3 seen lately:", seen())
    assert seen() == []
    report_seen.last_report = None


if __name__ == "__main__":
    test_report_seen()
