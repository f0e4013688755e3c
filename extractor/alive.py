"""
Alive - shows from outside that the extractor gets on with its work

INPUT:
    - the age of ALIVE_FILE, which the extractor touches after each page and each run

OUTPUT:
    - exit code 0 where it is young, 1 and one sentence where it is old or missing

FLOW:
    extractor -> file -> docker's health check
"""
import os
import sys
import time

# empty: nothing is shown, as outside of docker
ALIVE_FILE = os.environ.get("ALIVE_FILE", "")
INTERVAL_SECONDS = int(os.environ.get("EXTRACT_INTERVAL_SECONDS", "10"))
# a page takes less than a second, or up to half a minute where kafka does not acknowledge it
LONGEST_SECONDS = INTERVAL_SECONDS + 60


def show_alive():
    """Gives the file the present time."""
    if ALIVE_FILE:
        open(ALIVE_FILE, "w").close()


def find_trouble():
    """Returns what is wrong as one sentence, or None where a page or a run was finished lately."""
    if not os.path.exists(ALIVE_FILE):
        return "no page and no run was finished since the start"
    age = time.time() - os.path.getmtime(ALIVE_FILE)
    if age > LONGEST_SECONDS:
        return f"no page and no run was finished for {age:.0f} seconds, {LONGEST_SECONDS} are allowed"
    return None


if __name__ == "__main__":
    sys.exit(find_trouble())
