"""
The part of test.py that needs the virtual environment: starts three servers on free ports
with new data, runs pytest with their addresses, stops them and throws the data away.
"""
import os
import shutil
import signal
import subprocess
import sys
import time

from lock_and_signals import ignore_ctrl_c, treat_term_as_ctrl_c, take_lock
from processes import stop_processes, when_we_die
from servers import start_servers
from settings import add_pids, make_variables, read_settings, write_env_file
from start_again import start_again_what_died

DATA = ".local/test"
ANY_PORTS = {"mongodb": None, "kafka": None, "mysql": None}
ENV_FILE = ".local/test/env"


def main():
    lock = take_lock(".local/test.lock", "test.py is running already in this folder")
    servers = []
    pytest = []
    code = 1
    treat_term_as_ctrl_c()
    try:
        shutil.rmtree(DATA, ignore_errors=True)
        settings = read_settings()
        ports = start_servers(DATA, ANY_PORTS, settings, "test_", servers)
        variables = make_variables(settings, ports)
        add_pids(variables, servers)
        code = run_pytest(variables, servers, pytest)
    except KeyboardInterrupt:
        print("stopping", flush=True)
    finally:
        ignore_ctrl_c()
        stop_processes(pytest, signal.SIGINT, 20)
        stop_processes(servers, signal.SIGTERM, 30)
        shutil.rmtree(DATA, ignore_errors=True)
        lock.close()
    sys.exit(code)


def run_pytest(variables, servers, running):
    environment = {**os.environ, **variables, "PYTHONPATH": os.getcwd(), "SERVERS_ENV_FILE": os.path.abspath(ENV_FILE)}
    # the address of a run.py that goes on beside us is no business of the tests
    environment.pop("QUERY_API_URL", None)
    # by ctrl-c's signal: pytest stops the services that its tests have started
    command = when_we_die("INT") + [sys.executable, "-m", "pytest"] + (sys.argv[1:] or ["tests"])
    # a session of its own: ctrl-c reaches only us, and pytest hears of it once
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    running.append({"name": "pytest", "process": process})
    write_env_file(ENV_FILE, variables)
    while process.poll() is None:
        # some tests kill a server, and look for its new process id in the file
        if start_again_what_died(servers):
            add_pids(variables, servers)
            write_env_file(ENV_FILE, variables)
        time.sleep(0.1)
    running.clear()
    return process.returncode


main()
