"""
Starts MongoDB, Kafka and MySQL side by side and waits until all three answer.
"""
import os
import sys
import time

import kafka_server
import mongodb_server
import mysql_server
from make_folders import make_folders
from processes import find_free_port, how_it_ended, last_lines, log_of, start_process

SERVERS = {"mongodb": mongodb_server, "kafka": kafka_server, "mysql": mysql_server}
TITLES = {"mongodb": "MongoDB", "kafka": "Kafka", "mysql": "MySQL"}
SECONDS_TO_ANSWER = 120


def start_servers(data, ports, settings, prefix, started):
    """Puts each server into the list started as soon as it runs, so that the caller can stop it whatever follows."""
    jobs = []
    for module in SERVERS.values():
        jobs += module.jobs_for_new_folder(data)
    make_folders(jobs)
    environment = {**os.environ, "TMPDIR": os.path.abspath(".local/tmp")}
    for name, module in SERVERS.items():
        command = module.command_to_start(data, ports[name], settings)
        started.append(start_process(prefix + name, command, environment))
    wait_until_all_answer(ports, settings, started)
    mysql_server.make_tables(ports["mysql"], settings)


def wait_until_all_answer(ports, settings, started):
    end = time.monotonic() + SECONDS_TO_ANSWER
    waiting = dict(zip(SERVERS, started))
    while waiting:
        for name, server in list(waiting.items()):
            title = TITLES[name]
            log = log_of(server["name"])
            if server["process"].poll() is not None:
                sys.exit(f"{title} ended {how_it_ended(server)}, the end of {log}:\n{last_lines(server['name'])}")
            if time.monotonic() > end:
                sys.exit(f"{title} does not answer on port {ports[name]}, see {log}")
            version = SERVERS[name].version_that_answers(ports[name], settings)
            if version:
                print(f"{title} {version} answers on 127.0.0.1:{ports[name]}", flush=True)
                del waiting[name]
        time.sleep(0.1)
