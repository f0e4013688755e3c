"""
Alive - shows from outside that the loader gets on with its work

INPUT:
    - the age of ALIVE_FILE, which the loader touches after each commit and each empty poll

OUTPUT:
    - exit code 0 where it is young, 1 and one sentence where it is old or missing

FLOW:
    loader -> file -> docker's health check
"""
import os
import sys
import time

# empty: nothing is shown, as outside of docker
ALIVE_FILE = os.environ.get("ALIVE_FILE", "")
# an empty poll takes a second, a page less than that, or some seconds where another loader holds its rows
LONGEST_SECONDS = 60


def show_alive():
    """Gives the file the present time."""
    if ALIVE_FILE:
        open(ALIVE_FILE, "w").close()


def find_trouble():
    """Returns what is wrong as one sentence, or None where there was a commit or an empty poll lately."""
    if not os.path.exists(ALIVE_FILE):
        return "no commit and no empty poll since the start"
    age = time.time() - os.path.getmtime(ALIVE_FILE)
    if age > LONGEST_SECONDS:
        return f"no commit and no empty poll for {age:.0f} seconds, {LONGEST_SECONDS} are allowed"
    return None


if __name__ == "__main__":
    sys.exit(find_trouble())
