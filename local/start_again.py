"""
Starts again whatever has died, with the same command: the same port and the same data.
"""
import time

from processes import how_it_ended, log_of, start_process
from progress import say


def start_again_what_died(programs):
    """Tells whether it started any of these programs again; each is started at most once a second."""
    any_started = False
    for program in programs:
        ended = program["process"].poll() is not None
        if ended and time.monotonic() - program["started_at"] > 1:
            say(f"{program['name']} ended {how_it_ended(program)}, starting it again, log in {log_of(program['name'])}")
            program.update(start_process(program["name"], program["command"], program["environment"]))
            any_started = True
    return any_started
