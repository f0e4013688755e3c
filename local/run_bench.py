"""
The part of bench.py that needs the virtual environment: starts the servers, measures, and stops them.
"""
import shutil
import signal

from measure.api import API_DATA, measure_api, orders_are_kept
from measure.freshness import measure_freshness
from measure.growth import measure_growth
from measure.options import read_options
from measure.rounds import measure_rounds
from measure.rounds_with_dlt import install_dlt
from measure.shop import Shop
from missing_tools import install_missing_tools
from lock_and_signals import ignore_ctrl_c, treat_term_as_ctrl_c, take_lock
from processes import stop_processes
from servers import start_servers
from settings import add_pids, make_variables, read_settings

DATA = ".local/bench"


def main():
    options = read_options()
    lock = take_lock(".local/bench.lock", "bench.py is running already in this folder")
    started = []
    treat_term_as_ctrl_c()
    try:
        if options.dlt:
            install_dlt()
        if options.api:
            install_missing_tools(["wrk"])
        variables = start_what_is_needed(options, started)
        if options.api:
            measure_api(variables, options.orders, options.seconds, started)
        elif options.freshness:
            measure_freshness(Shop(variables, options.orders), options.seconds)
        elif options.growth:
            measure_growth(Shop(variables, options.orders), options.loaders)
        else:
            measure_rounds(Shop(variables, options.orders), options.rounds, options.dlt)
    except KeyboardInterrupt:
        print("stopping", flush=True)
    finally:
        ignore_ctrl_c()
        stop_processes(started, signal.SIGTERM, 60)
        shutil.rmtree(DATA, ignore_errors=True)
        lock.close()


def start_what_is_needed(options, started):
    data = DATA
    any_ports = {"mongodb": None, "kafka": None, "mysql": None}
    if options.api:
        # the api needs no other server, and its orders stay for the next time
        data = API_DATA
        any_ports = {"mysql": None}
    if not options.api or not orders_are_kept(options.orders):
        shutil.rmtree(data, ignore_errors=True)
    settings = read_settings()
    ports = start_servers(data, any_ports, settings, "bench_", started)
    variables = make_variables(settings, {"mongodb": 0, "kafka": 0, **ports})
    add_pids(variables, started)
    return variables


main()
