"""
Does the whole round with docker compose, for real, and prints a line a step with its seconds:

    python3 tests/system/compose_check.py

It needs docker with docker compose and nothing else. It works in a compose project of its own, shopetl-check, with its
own volumes and free ports, and removes them at the end; an installation that is running here is not touched.
The main processes are killed from the host: as root, or with sudo. Exit code 1: a step failed.
"""
import sys
import time

from compose.fault_steps import (compose_kill, down_and_up, freeze, kill_all, kill_each_in_turn, stop_at_work,
                                 three_loaders)
from compose.project import compose, stop_where_docker_is_missing, write_env_file
from compose.smoke_steps import (ask_for_what_is_refused, ask_the_api, ask_the_dashboard, do_steps_by_hand, read_logs,
                                 seed_and_wait, start_with_other_passwords, up_for_the_first_time)

STEPS = [
    ("docker compose up --build --wait", up_for_the_first_time),
    ("300 orders", seed_and_wait),
    ("ask the api", ask_the_api),
    ("ask the dashboard", ask_the_dashboard),
    ("ask for what is refused", ask_for_what_is_refused),
    ("single steps by hand", do_steps_by_hand),
    ("kill -9 of each main process in turn", kill_each_in_turn),
    ("kill -9 of all at once", kill_all),
    ("docker compose kill, then up", compose_kill),
    ("three loaders", three_loaders),
    ("docker compose stop, at work", stop_at_work),
    ("the logs", read_logs),
    ("docker compose down, then up", down_and_up),
    ("frozen services", freeze),
    ("down -v, other passwords, up", start_with_other_passwords),
]


def main():
    stop_where_docker_is_missing()
    write_env_file()
    failed = []
    try:
        for name, step in STEPS:
            started = time.monotonic()
            try:
                seen = step()
                print(f"  ok {time.monotonic() - started:5.1f} s  {name}: {seen}", flush=True)
            except (AssertionError, RuntimeError) as error:
                failed.append(name)
                print(f"FAIL {time.monotonic() - started:5.1f} s  {name}: {error}", flush=True)
    finally:
        compose("down", "-v", "--remove-orphans", "--rmi", "local")
    print(f"{len(STEPS) - len(failed)} passed, {len(failed)} failed{': ' if failed else ''}{', '.join(failed)}")
    sys.exit(1 if failed else 0)


main()
