"""
Reconcile names the server - one that is away ends it with one sentence, anything else with Python's own words

FLOW:
    1 an error of pymongo, as when MongoDB is away, ends the program: one sentence
    2 a mistake in the program is no server's fault: it is shown as ever

LIBRARIES:
    sys (comes with Python): excepthook is what Python calls with an error that ends the program
"""
from pymongo.errors import ServerSelectionTimeoutError
from reconcile.name_server import name_server


def test_name_server(capsys):
    error = ServerSelectionTimeoutError("127.0.0.1:27017: connection refused,\n  and more")
    name_server(type(error), error, None)
    printed = capsys.readouterr()
    sentence = "exit code 1: MongoDB does not answer as it should: 127.0.0.1:27017: connection refused, and more\n"
    assert (printed.out, printed.err) == (sentence, "")
    print("1", printed.out)
    capsys.readouterr()

    name_server(ValueError, ValueError("a mistake"), None)
    printed = capsys.readouterr()
    print("2", printed.err)
    assert (printed.out, printed.err) == ("", "ValueError: a mistake\n")
