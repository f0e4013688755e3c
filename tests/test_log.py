"""
Log - each line that the query api writes begins with its time, uvicorn's lines too

FLOW:
    1 start the query api, which warns of a password that everybody can read
    2 ask it for what its tables do not have, which it writes down
    3 stop it, and read what it wrote

LIBRARIES:
    logging (comes with Python): writes lines with their time; uvicorn, the web server of the api, writes with it too
"""
import re
import tempfile
from tests.support import environment, services
from query_api.log import log


def test_log():
    print("uvicorn's own log:", log.name)
    with tempfile.TemporaryFile("w+") as file:
        port = services.free_port()
        api = services.start(f"uvicorn query_api.main:app --port {port}", file, MYSQL_USER="nobody")
        environment.wait_until(lambda: services.port_answers(port))
        print("1, 2 ask for orders:", services.get(port, "/api/orders"))
        services.stop(api)
        file.seek(0)
        lines = file.read().splitlines()
    print("3 the log:", *lines, sep="\n    ")
    assert any("/api/orders: 1045" in line for line in lines) and any("Uvicorn running" in line for line in lines)
    for line in lines:
        # the access log is switched off where the services are started, and has a form of its own
        assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ ", line) or '"GET ' in line


if __name__ == "__main__":
    test_log()
