"""
The part of bench.py that needs the virtual environment: starts the servers, runs the rounds, prints the table.
"""
import argparse
import shutil
import signal

from bench_dlt import install_dlt
from bench_freshness import measure_freshness
from bench_growth import measure_growth
from bench_rounds import measure_rounds
from bench_shop import Shop
from one_at_a_time import do_not_disturb, end_by_keyboard_interrupt, take_lock
from processes import stop_processes
from servers import start_servers
from settings import add_pids, make_variables, read_settings

DATA = ".local/bench"
ANY_PORTS = {"mongodb": None, "kafka": None, "mysql": None}


def main():
    parser = argparse.ArgumentParser(prog="python3 local/bench.py")
    parser.add_argument("--orders", type=int, default=30000, help="how many orders, 30000 if not given")
    parser.add_argument("--rounds", type=int, default=3, help="how many rounds, 3 if not given")
    parser.add_argument("--freshness", action="store_true", help="measure how old an order is when it is seen in MySQL")
    parser.add_argument("--seconds", type=int, default=60, help="how long --freshness inserts orders, 5 or more, 60 if not given")
    parser.add_argument("--growth", action="store_true", help="measure rate and memory under way, best with --orders 1000000")
    parser.add_argument("--loaders", type=int, default=1, help="how many loaders --growth starts, 1 if not given")
    parser.add_argument("--dlt", action="store_true", help="let dlt do the same work in each round")
    options = parser.parse_args()
    if options.dlt:
        install_dlt()
    lock = take_lock(".local/bench.lock", "bench.py is running already in this folder")
    servers = []
    end_by_keyboard_interrupt()
    try:
        shutil.rmtree(DATA, ignore_errors=True)
        settings = read_settings()
        ports = start_servers(DATA, ANY_PORTS, settings, "bench_", servers)
        variables = make_variables(settings, ports)
        add_pids(variables, servers)
        shop = Shop(variables, options.orders)
        if options.freshness:
            measure_freshness(shop, options.seconds)
        elif options.growth:
            measure_growth(shop, options.loaders)
        else:
            measure_rounds(shop, options.rounds, options.dlt)
    except KeyboardInterrupt:
        print("stopping", flush=True)
    finally:
        do_not_disturb()
        stop_processes(servers, signal.SIGTERM, 30)
        shutil.rmtree(DATA, ignore_errors=True)
        lock.close()


main()
