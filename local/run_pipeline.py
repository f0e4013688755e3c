"""
The part of run.py that needs the virtual environment: starts everything,
starts again whatever dies, shows how far the orders have come, and stops everything.
"""
import argparse
import glob
import os
import signal
import time

from lock_and_signals import ignore_ctrl_c, treat_term_as_ctrl_c, take_lock
from processes import find_free_port, stop_processes
from progress import connect_to_mongodb, say, show_counts
from servers import start_servers
from services import api_answers, dashboard_answers, put_orders_into_mongodb, start_dashboard, start_services
from start_again import start_again_what_died
from settings import add_pids, make_variables, read_settings, remove_env_file, write_env_file

WANTED_PORTS = {"mongodb": 27017, "kafka": 9092, "mysql": 3306}
DATA = ".local/data"
ENV_FILE = ".local/env"


def main():
    parser = argparse.ArgumentParser(prog="python3 local/run.py")
    parser.add_argument("--servers", action="store_true", help="start only MongoDB, Kafka and MySQL")
    parser.add_argument("--loaders", type=int, default=1, help="how many loaders, 1 if not given")
    parser.add_argument("--no-dashboard", action="store_true", help="leave the dashboard out")
    options = parser.parse_args()
    lock = take_lock(".local/lock", "run.py is running already in this folder")
    servers = []
    services = []
    treat_term_as_ctrl_c()
    try:
        remove_what_the_last_run_left()
        settings = read_settings()
        ports = start_servers(DATA, WANTED_PORTS, settings, "", servers)
        api_port = find_free_port(int(settings["QUERY_API_PORT"]))
        variables = make_variables(settings, ports)
        add_pids(variables, servers)
        if options.servers:
            variables["QUERY_API_URL"] = f"http://127.0.0.1:{api_port}"
            write_env_file(ENV_FILE, variables)
            say("the servers are ready, .local/env holds their addresses; Ctrl-C stops them")
        else:
            write_env_file(ENV_FILE, variables)
            put_orders_into_mongodb(variables)
            start_services(variables, options.loaders, api_port, services)
            wait_for_api(api_port, servers, services, variables)
        if not options.servers and not options.no_dashboard:
            dashboard_port = find_free_port(int(settings["DASHBOARD_PORT"]))
            # after the api: on a new machine its packages are installed first, and nobody waits for them
            start_dashboard(variables, dashboard_port, services)
            wait_for_dashboard(dashboard_port, servers, services, variables)
        keep_running(servers, services, variables)
    except KeyboardInterrupt:
        say("stopping")
    finally:
        ignore_ctrl_c()
        remove_env_file(ENV_FILE)
        stop_processes(services, signal.SIGINT, 5)
        # kafka before the others: nothing new comes from it then
        stop_processes([server for server in servers if server["name"] == "kafka"], signal.SIGTERM, 30)
        stop_processes([server for server in servers if server["name"] != "kafka"], signal.SIGTERM, 30)
        lock.close()
    print("the data is kept in", DATA, flush=True)


def remove_what_the_last_run_left():
    remove_env_file(ENV_FILE)
    for path in glob.glob(".local/log/*.log"):
        if not os.path.basename(path).startswith(("install_", "test_")):
            os.remove(path)


def wait_for_api(api_port, servers, services, variables):
    while not api_answers(api_port):
        keep_alive(servers, services, variables)
        time.sleep(0.1)
    variables["QUERY_API_URL"] = f"http://127.0.0.1:{api_port}"
    write_env_file(ENV_FILE, variables)
    say(f"""
the query API answers
  look at it   {variables["QUERY_API_URL"]}/docs
  ask it       curl {variables["QUERY_API_URL"]}/api/reports/revenue-by-country
  more orders  set -a; . .local/env; set +a; .local/venv/bin/python -m extractor.seed_orders --more 5
  logs         .local/log
  stop         Ctrl-C
""")


def wait_for_dashboard(port, servers, services, variables):
    say("starting the dashboard; the first time its packages are downloaded before")
    keep_running(servers, services, variables, until=lambda: dashboard_answers(port))
    say(f"the dashboard answers on http://127.0.0.1:{port}")


def never():
    return False


def keep_running(servers, services, variables, until=never):
    client = connect_to_mongodb(variables)
    next_count = 0
    while not until():
        keep_alive(servers, services, variables)
        if services and time.monotonic() > next_count:
            began = time.monotonic()
            show_counts(client, variables)
            # counting millions takes long: at most a twentieth of the time is spent on it
            next_count = time.monotonic() + max(1, 20 * (time.monotonic() - began))
        time.sleep(0.1)


def keep_alive(servers, services, variables):
    if start_again_what_died(servers + services):
        # a server that was started again has another process id
        add_pids(variables, servers)
        write_env_file(ENV_FILE, variables)


main()
