"""
Runs the tests against servers of their own, which it starts and stops:

    python3 local/test.py                         every test: the demonstrations and one half of tests/system/,
                                                  and beside them the other half, which is printed at the end
    python3 local/test.py tests/test_extract.py   what you would give to pytest
"""
import glob
import os
import signal
import subprocess
import sys
import time

from with_packages import PYTHON
from servers import listen_to_signals, run_with_servers, wait_for_servers, write_pids

DATA = os.environ.get("TEST_DATA", ".local/test")
SECOND_OUTPUT = ".local/test_2.log"
ENV_FILE = f"{DATA}/env"


def run(variables):
    """Returns pytest's exit code."""
    wait_for_servers(variables)
    write_pids(variables, ENV_FILE)
    environment = {**os.environ, **variables, "SERVERS_ENV_FILE": os.path.abspath(ENV_FILE)}
    # the address of a run.py beside us is not for the tests
    environment.pop("QUERY_API_URL")
    command = ["setpriv", "--pdeathsig", "INT", "--", PYTHON, "-m", "pytest", *words]
    # a session of its own: ctrl-c reaches only us, and pytest hears of it once
    pytest = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        while pytest.poll() is None:
            # some tests kill a server, and look for its new process id in the file
            write_pids(variables, ENV_FILE)
            time.sleep(0.1)
        return pytest.returncode
    finally:
        listen_to_signals(signal.SIG_IGN)
        if pytest.returncode is None:
            # by ctrl-c's signal: pytest stops the services that its tests have started
            pytest.send_signal(signal.SIGINT)
            pytest.wait(30)


def start_second_half(files):
    """Starts this program once more for these files; it is stopped when we are, and prints into a file."""
    command = ["setpriv", "--pdeathsig", "INT", "--", PYTHON, "local/test.py", *words, *files]
    with open(SECOND_OUTPUT, "w") as output:
        return subprocess.Popen(command, env={**os.environ, "TEST_DATA": f"{DATA}_2"}, stdout=output, stderr=output)


words = sys.argv[1:]
second = None
if not any(word.startswith("tests") for word in words):
    if subprocess.run([PYTHON, "-m", "ruff", "check"]).returncode:
        sys.exit(1)
    # most tests wait for something: two halves beside each other, each with servers of its own, take half the time
    files = sorted(glob.glob("tests/system/test_*.py"))
    # the demonstrations belong to the first half, so it has fewer of these
    middle = len(files) // 2 - 2
    second = start_second_half(files[middle:])
    words += sorted(glob.glob("tests/test_*.py")) + files[:middle]
code = run_with_servers("test.py", DATA, f"{DATA}/log", run)
if second and code is not None:
    second.wait()
    print(open(SECOND_OUTPUT).read())
    code = code or second.returncode
sys.exit(1 if code is None else code)
