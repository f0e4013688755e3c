"""
Reconcile names the server - one that is away ends it with one sentence, anything else with Python's own words

FLOW:
    1 an error of pymongo, as when MongoDB is away, ends the program: one sentence
    2 a mistake in the program is no server's fault: it is shown as ever

LIBRARIES:
    sys (comes with Python): excepthook is what Python calls with an error that ends the program
    contextlib (comes with Python): redirect_stdout() catches what is printed
"""
import contextlib
import io
from pymongo.errors import ServerSelectionTimeoutError
from reconcile.name_server import name_server


def printed_of(error):
    """Returns what is printed for an error, on the screen and as Python's own words."""
    screen, words = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(words):
        name_server(type(error), error, None)
    return screen.getvalue(), words.getvalue()


def test_name_server():
    printed = printed_of(ServerSelectionTimeoutError("127.0.0.1:27017: connection refused,\n  and more"))
    print("1", *printed)
    sentence = "exit code 1: MongoDB does not answer as it should: 127.0.0.1:27017: connection refused, and more\n"
    assert printed == (sentence, "")

    printed = printed_of(ValueError("a mistake"))
    print("2", *printed)
    assert printed == ("", "ValueError: a mistake\n")


if __name__ == "__main__":
    test_name_server()
