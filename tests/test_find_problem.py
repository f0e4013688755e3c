"""
Find problem - one sentence says what stands still, why, and what to do; another one what has to be put right

FLOW:
    1 take a status in which all is well: no sentence
    2 change one thing at a time: the sentence follows
    3 where two things are wrong, the one that comes first on the way of the orders is said

LIBRARIES:
    none: two functions take a dict and return a text
"""
from query_api.find_problem import find_problem, find_warning

WELL = {
    "errors": {}, "waiting_orders": 500, "rejected_orders": 0, "orders_were_sent": True, "extractor_seconds": 69,
    "extractor_interval": 10, "batches_in_kafka": 3, "oldest_batch_seconds": 59, "loaders": 1,
    "messages_were_rejected": False, "mysql_is_empty": False,
}
EMPTY = {"batches_in_kafka": 0, "oldest_batch_seconds": 0, "mysql_is_empty": True}
# what is changed, and how the sentence begins
PROBLEMS = [
    ({"errors": {"kafka": "Kafka does not answer."}, "extractor_seconds": None}, "Kafka does not answer."),
    ({"extractor_seconds": None, "loaders": 0}, "New orders stay in MongoDB, for no extractor has been seen: is"),
    ({"extractor_seconds": 71}, "New orders stay in MongoDB, for no extractor has been seen for 71 s"),
    ({"extractor_seconds": 350, "extractor_interval": 300, "loaders": 0}, "Nothing comes into MySQL, for no loader"),
    ({"oldest_batch_seconds": 61}, "A batch has waited in Kafka for 61 seconds and no loader"),
    ({"oldest_batch_seconds": 7300}, "A batch has waited in Kafka for 2 hours and no loader finishes it: see"),
]
WARNINGS = [
    ({"rejected_orders": 1}, "1 order was rejected: correct it in MongoDB"),
    ({"rejected_orders": 100_000}, "100,000 orders or more were rejected: correct them"),
    ({"messages_were_rejected": True}, "Messages were rejected within a day: who else writes into the topic"),
    (EMPTY, "MySQL has no orders, although MongoDB's were sent: were the tables emptied?"),
]


def test_find_problem():
    print("1 all is well:", find_problem(WELL), find_warning(WELL))
    assert find_problem(WELL) is None and find_warning(WELL) is None
    for find, cases in ((find_problem, PROBLEMS), (find_warning, WARNINGS)):
        for changes, beginning in cases:
            sentence = find({**WELL, **changes})
            print("2", changes, "->", sentence)
            assert sentence.startswith(beginning)
    # the first orders of a new installation are on their way
    assert find_warning({**WELL, **EMPTY, "batches_in_kafka": 1}) is None


if __name__ == "__main__":
    test_find_problem()
