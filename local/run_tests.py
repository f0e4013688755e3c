"""
The part of test.py that needs the packages: starts three servers on free ports with new data, runs pytest with their
addresses, stops them and throws the data away.
"""
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time

from servers import add_pids, read_pids, start_servers, stop_supervisord
from settings import make_variables, write_env_file

DATA = ".local/test"
ENV_FILE = ".local/test/env"


def main():
    words = sys.argv[1:]
    if "--lint" in words:
        words.remove("--lint")
        subprocess.run([sys.executable, "-m", "ruff", "check"], check=True)
    lock = open(".local/test.lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit("test.py is running already in this folder")
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    shutil.rmtree(DATA, ignore_errors=True)
    variables = make_variables(DATA, usual_ports=False)
    supervisord = pytest = None
    try:
        os.makedirs(DATA)
        supervisord = start_servers(variables, f"{DATA}/log")
        pytest = start_pytest(variables, words)
        while pytest.poll() is None:
            # some tests kill a server, and look for its new process id in the file
            add_pids(variables, read_pids(variables))
            write_env_file(ENV_FILE, variables)
            time.sleep(0.1)
    except KeyboardInterrupt:
        print("stopping", flush=True)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if pytest and pytest.poll() is None:
            # by ctrl-c's signal: pytest stops the services that its tests have started
            pytest.send_signal(signal.SIGINT)
            pytest.wait(30)
        if supervisord:
            stop_supervisord(supervisord)
        shutil.rmtree(DATA, ignore_errors=True)
    sys.exit(pytest.returncode if pytest else 1)


def start_pytest(variables, words):
    write_env_file(ENV_FILE, variables)
    environment = {**os.environ, **variables, "PYTHONPATH": os.getcwd(), "SERVERS_ENV_FILE": os.path.abspath(ENV_FILE)}
    # the address of a run.py beside us is not for the tests
    environment.pop("QUERY_API_URL", None)
    command = ["setpriv", "--pdeathsig", "INT", "--", sys.executable, "-m", "pytest", *words]
    # a session of its own: ctrl-c reaches only us, and pytest hears of it once
    return subprocess.Popen(command, env=environment, start_new_session=True)


main()
