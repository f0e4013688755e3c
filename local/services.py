"""
The Python services: which variables each of them gets, and the command that starts it.
"""
import http.client
import os
import subprocess
import sys

from processes import start_process

MONGODB = ["MONGO_URI", "MONGO_DB"]
KAFKA = ["KAFKA_BOOTSTRAP_SERVERS", "KAFKA_TOPIC_ORDERS"]
MYSQL = ["MYSQL_HOST", "MYSQL_PORT", "MYSQL_USER", "MYSQL_PASSWORD", "MYSQL_DATABASE"]


def environment_with(names, variables):
    # a service sees only what it needs: root's password is in no service
    environment = {name: value for name, value in os.environ.items() if name not in variables}
    for name in names:
        environment[name] = variables[name]
    return environment


def put_orders_into_mongodb(variables):
    ended = subprocess.run([sys.executable, "-m", "extractor.seed_orders"], env=environment_with(MONGODB, variables))
    if ended.returncode != 0:
        sys.exit("extractor.seed_orders failed, its message stands above")


def start_services(variables, loaders, api_port, started):
    names = MONGODB + KAFKA + ["EXTRACT_INTERVAL_SECONDS", "EXTRACT_PAGE_SIZE"]
    command = [sys.executable, "-u", "-m", "extractor.main"]
    started.append(start_process("extractor", command, environment_with(names, variables)))

    names = KAFKA + ["KAFKA_GROUP_ID_LOADER"] + MYSQL
    command = [sys.executable, "-u", "-m", "loader.worker"]
    started.append(start_process("loader", command, environment_with(names, variables)))
    for number in range(2, loaders + 1):
        started.append(start_process(f"loader_{number}", command, environment_with(names, variables)))
    start_query_api("query_api", variables, api_port, started)


def start_query_api(name, variables, api_port, started):
    environment = environment_with(MYSQL, variables)
    environment["MYSQL_USER"] = variables["MYSQL_API_USER"]
    environment["MYSQL_PASSWORD"] = variables["MYSQL_API_PASSWORD"]
    # without --no-access-log the log would grow with every request
    command = [sys.executable, "-m", "uvicorn", "query_api.main:app", "--host", "127.0.0.1",
               "--port", str(api_port), "--no-access-log"]
    started.append(start_process(name, command, environment))


def start_dashboard(variables, port, started):
    environment = environment_with(["QUERY_API_URL"], variables)
    command = [sys.executable, "-u", "local/run_dashboard.py", str(port)]
    started.append(start_process("dashboard", command, environment))


def api_answers(port):
    return answers(port, "/health/mysql")


def dashboard_answers(port):
    return answers(port, "/_stcore/health")


def answers(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
