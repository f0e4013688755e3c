"""
Heartbeat - A file that the loader writes after each commit and each empty poll; docker's health check,
`python -m loader.heartbeat`, looks how old it is
"""
import os
import sys
import time

# empty: no file is written, as outside of docker
HEARTBEAT_FILE = os.environ.get("HEARTBEAT_FILE", "")
# an empty poll takes a second, a batch less than that, or some seconds where another loader holds its rows
HEARTBEAT_TIMEOUT_SECONDS = 60


def write_heartbeat():
    """Gives the file the present time."""
    if HEARTBEAT_FILE:
        open(HEARTBEAT_FILE, "w").close()


def heartbeat_error():
    """Returns what is wrong as one sentence, or None where there was a commit or an empty poll lately."""
    if not os.path.exists(HEARTBEAT_FILE):
        return "no commit and no empty poll since the start"
    age = time.time() - os.path.getmtime(HEARTBEAT_FILE)
    # below zero: the clock was set back, and nobody knows how old the heartbeat is
    if age < 0 or age > HEARTBEAT_TIMEOUT_SECONDS:
        return f"the last commit or empty poll was {age:.0f} seconds ago, 0 to {HEARTBEAT_TIMEOUT_SECONDS} are allowed"
    return None


if __name__ == "__main__":
    sys.exit(heartbeat_error())
