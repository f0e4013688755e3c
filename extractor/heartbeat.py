"""
Heartbeat - A file that the extractor writes after each batch and each run; docker's health check,
`python -m extractor.heartbeat`, looks how old it is
"""
import os
import sys
import time

# empty: no file is written, as outside of docker
HEARTBEAT_FILE = os.environ.get("HEARTBEAT_FILE", "")
INTERVAL_SECONDS = int(os.environ.get("EXTRACT_INTERVAL_SECONDS", "10"))
# a batch takes less than a second, or half a minute and more where kafka is slow to acknowledge it
HEARTBEAT_TIMEOUT_SECONDS = INTERVAL_SECONDS + 60


def write_heartbeat():
    """Gives the file the present time."""
    if HEARTBEAT_FILE:
        open(HEARTBEAT_FILE, "w").close()


def heartbeat_error():
    """Returns what is wrong as one sentence, or None where a batch or a run has ended lately."""
    if not os.path.exists(HEARTBEAT_FILE):
        return "no batch and no run has ended since the start"
    age = time.time() - os.path.getmtime(HEARTBEAT_FILE)
    # below zero: the clock was set back, and nobody knows how old the heartbeat is
    if age < 0 or age > HEARTBEAT_TIMEOUT_SECONDS:
        return f"the last batch or run ended {age:.0f} seconds ago, 0 to {HEARTBEAT_TIMEOUT_SECONDS} are allowed"
    return None


if __name__ == "__main__":
    sys.exit(heartbeat_error())
