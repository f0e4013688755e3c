"""
Starts MongoDB, Kafka and MySQL, or some of them, side by side and waits until all of these answer.
kafka_server, mongodb_server and mysql_server have the same functions with the same parameters, whether one needs them or not.
"""
import os
import sys
import time

import kafka_server
import mongodb_server
import mysql_server
from run_jobs import run_jobs
from processes import find_free_port, how_it_ended, last_lines, log_of, port_is_open, start_process

SERVERS = {"mongodb": mongodb_server, "kafka": kafka_server, "mysql": mysql_server}
TITLES = {"mongodb": "MongoDB", "kafka": "Kafka", "mysql": "MySQL"}
SECONDS_TO_ANSWER = 120


def start_servers(data, wanted_ports, settings, prefix, started):
    """
    Starts the servers that wanted_ports names and gives the ports that were taken. Puts each server into the list
    started as soon as it runs, so that the caller can stop it whatever follows.
    """
    os.makedirs(data, exist_ok=True)
    jobs = []
    for name in wanted_ports:
        jobs += SERVERS[name].jobs_for_new_folder(data)
    run_jobs(jobs)
    environment = {**os.environ, "TMPDIR": os.path.abspath(".local/tmp")}
    ports = {}
    for name in wanted_ports:
        ports[name] = find_free_port(wanted_ports[name])
        command = SERVERS[name].command_to_start(data, ports[name], settings)
        started.append(start_process(prefix + name, command, environment))
    wait_until_all_answer(data, ports, settings, started)
    mysql_server.make_tables(ports["mysql"], settings)
    return ports


def wait_until_all_answer(data, ports, settings, started):
    end = time.monotonic() + SECONDS_TO_ANSWER
    waiting = dict(zip(ports, started))
    while waiting:
        for name, server in list(waiting.items()):
            title = TITLES[name]
            log = log_of(server["name"])
            if server["process"].poll() is not None and port_is_open(ports[name]):
                print(f"port {ports[name]} was taken by another program at this moment", flush=True)
                ports[name] = find_free_port()
                command = SERVERS[name].command_to_start(data, ports[name], settings)
                server.update(start_process(server["name"], command, server["environment"]))
            if server["process"].poll() is not None:
                sys.exit(f"{title} ended {how_it_ended(server)}, the end of {log}:\n{last_lines(server['name'])}")
            if time.monotonic() > end:
                sys.exit(f"{title} does not answer on port {ports[name]}, see {log}")
            version = SERVERS[name].version_that_answers(data, ports[name], settings, server["process"].pid)
            if version:
                print(f"{title} {version} answers on 127.0.0.1:{ports[name]}", flush=True)
                del waiting[name]
        time.sleep(0.1)
