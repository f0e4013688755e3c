"""
The options of bench.py, and a sentence where some do not go together.
"""
import argparse


def read_options():
    parser = argparse.ArgumentParser(prog="python3 local/bench.py", description="Measures how fast orders go through.")
    only_one = parser.add_mutually_exclusive_group()
    only_one.add_argument("--dlt", action="store_true", help="let dlt do the same work in each round")
    only_one.add_argument("--growth", action="store_true", help="measure rate and memory under way, best with --orders 1000000")
    only_one.add_argument("--freshness", action="store_true", help="measure how old an order is when it is seen in MySQL")
    only_one.add_argument("--api", action="store_true", help="measure the query api")
    parser.add_argument("--orders", type=int, default=30000, help="how many orders, 30000 if not given")
    parser.add_argument("--rounds", type=int, help="how many rounds, 3 if not given")
    parser.add_argument("--loaders", type=int, help="how many loaders --growth starts, 1 if not given")
    parser.add_argument("--seconds", type=int, help="how long --freshness inserts orders, 60 if not given, "
                                                    "and how long --api measures each request rate, 5 if not given")
    options = parser.parse_args()

    if options.rounds is not None and (options.growth or options.freshness or options.api):
        parser.error("--growth, --freshness and --api have no --rounds")
    if options.loaders is not None and not options.growth:
        parser.error("--loaders goes with --growth only")
    if options.seconds is not None and not options.freshness and not options.api:
        parser.error("--seconds goes with --freshness and --api only")

    if options.rounds is None:
        options.rounds = 3
    if options.loaders is None:
        options.loaders = 1
    if options.seconds is None:
        options.seconds = 5 if options.api else 60
    if min(options.orders, options.rounds, options.loaders, options.seconds) < 1:
        parser.error("--orders, --rounds, --loaders and --seconds are 1 or more")
    # rates of its parts are compared, and the times of the extractor's runs
    if options.growth and options.orders < 20000:
        parser.error("--growth needs 20000 orders or more")
    if options.freshness and options.seconds < 5:
        parser.error("--freshness needs 5 seconds or more")
    return options
