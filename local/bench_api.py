"""
The part of bench.py --api that needs the virtual environment: fills a MySQL of its own with orders, starts the query api,
and measures how many requests it answers, how long its reports take, and how many rows MySQL reads for each.
"""
import argparse
import os
import shutil
import signal
import sys
import time

from bench_reports import measure_reports
from bench_requests import measure_requests
from fill_mysql import fill_mysql
from missing_tools import install_packages
from mysql_root import connect_as_root, run_sql
from one_at_a_time import do_not_disturb, end_by_keyboard_interrupt, take_lock
from processes import find_free_port, stop_processes
from servers import start_servers
from services import api_answers, start_query_api
from settings import make_variables, read_settings

DATA = ".local/bench_api"
# how many orders are in there; written last, so that a folder without it is one that was cut short
FILLED = ".local/bench_api/filled"
# the rest of the pipeline is not started
PORTS_OF_THE_OTHERS = {"mongodb": 0, "kafka": 0}


def main():
    parser = argparse.ArgumentParser(prog="python3 local/bench.py")
    parser.add_argument("--api", action="store_true", help="measure the query api")
    parser.add_argument("--orders", type=int, default=30000, help="how many orders, 30000 if not given")
    parser.add_argument("--seconds", type=int, default=5, help="how long each request rate is measured, 5 if not given")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        install_packages(["wrk"])
    lock = take_lock(".local/bench_api.lock", "bench.py --api is running already in this folder")
    servers = []
    services = []
    end_by_keyboard_interrupt()
    try:
        settings = read_settings()
        wipe_other_orders(options.orders)
        ports = start_servers(DATA, {"mysql": None}, settings, "bench_api_", servers)
        root = connect_as_root(ports["mysql"], settings)
        fill_once(root, options.orders)
        variables = make_variables(settings, {**PORTS_OF_THE_OTHERS, **ports})
        api_port = find_free_port()
        start_query_api("bench_query_api", variables, api_port, services)
        while not api_answers(api_port):
            time.sleep(0.1)
        measure_requests(root, api_port, options.seconds)
        measure_reports(root, api_port)
        print(f"\nthe orders are kept in {DATA} for the next time")
    except KeyboardInterrupt:
        print("stopping", flush=True)
    finally:
        do_not_disturb()
        stop_processes(services, signal.SIGINT, 20)
        stop_processes(servers, signal.SIGTERM, 60)
        lock.close()


def wipe_other_orders(order_count):
    filled = None
    if os.path.exists(FILLED):
        with open(FILLED) as file:
            filled = file.read()
    if filled != str(order_count):
        shutil.rmtree(DATA, ignore_errors=True)


def fill_once(root, order_count):
    if os.path.exists(FILLED):
        return
    began = time.monotonic()
    fill_mysql(root, order_count)
    # the numbers from which mysql guesses what a query will cost
    run_sql(root, "ANALYZE TABLE customers, products, orders, order_items")
    print(f"filled in {time.monotonic() - began:.0f} s", flush=True)
    with open(FILLED, "w") as file:
        file.write(str(order_count))


main()
