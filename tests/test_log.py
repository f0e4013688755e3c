"""
Log - each line that extractor, loader and query api write begins with its time, uvicorn's lines too

FLOW:
    1 start the three services; each warns of a password that everybody can read
    2 ask the api for what its tables do not have, which it writes down
    3 stop them, and read what they wrote

LIBRARIES:
    logging (comes with Python): writes lines with their time; uvicorn, the web server of the api, writes with it too
"""
import os
import re
import tempfile
import extractor.log
import loader.log
import query_api.log
from tests.support import environment, services

TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"


def test_log():
    extractor.log.log("a sentence of the extractor")
    loader.log.log("a sentence of the loader")
    print(f"the query api writes into the log of {query_api.log.log.name}")
    environment.empty()
    port = services.free_port()
    with tempfile.TemporaryDirectory() as folder:
        print("1 start the services, and wait until each has written something:")
        logs = [open(os.path.join(folder, name), "w+") for name in ("extractor", "loader", "query_api")]
        running = [
            services.start("extractor.main", logs[0]),
            services.start("loader.worker", logs[1]),
            services.start(f"uvicorn query_api.main:app --port {port} --no-access-log", logs[2], MYSQL_USER="nobody"),
        ]
        environment.wait_until(lambda: services.port_answers(port) and all(os.stat(log.name).st_size for log in logs))
        print("2 ask for orders:", services.get(port, "/api/orders"))
        assert [services.stop(service) for service in running] == [0, 0, 0]
        for log in logs:
            log.seek(0)
            lines = log.read().splitlines()
            print(f"3 the log of {os.path.basename(log.name)}:", *lines, sep="\n    ")
            # the kafka client's own lines begin with % and the seconds since 1970: a new broker is not ready at once
            ours = [line for line in lines if not line.startswith("%")]
            assert ours and all(re.match(TIME, line) for line in ours)
            log.close()
    assert any("/api/orders: 1045" in line for line in lines) and any("Uvicorn running" in line for line in lines)


if __name__ == "__main__":
    test_log()
