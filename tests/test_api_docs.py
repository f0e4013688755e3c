"""
Docs of the query api - /docs is complete, its examples are real, and no answer is other than it says

The code under test: query_api.example_answers, query_api.manual, query_api.router, query_api.main

/docs shows what stands in /openapi.json, so that is what the steps look at.

FLOW:
    1 take the sample orders from MongoDB to MySQL, let the loader refuse one message of a stranger,
      start the api, and a second one that cannot reach MySQL
    2 give /openapi.json to a validator
    3 look at every path: a summary, a text, a name for client generators, a text for each parameter, an example for each answer
    4 ask the question of each example: the api gives just this answer
    5 ask every path while MySQL is away: 500, as shown
    6 let schemathesis make up well over 1,000 good and bad questions: no 500, and no answer but the documented ones

LIBRARIES:
    openapi-spec-validator: holds an openapi document against the standard
    schemathesis: makes up questions from an openapi document, asks them and holds the answers against it
    confluent-kafka: here it plays the stranger; produce() hands a message over, flush() waits until it is there
    re (comes with Python): looks for patterns in text, and replaces what it finds
    subprocess, tempfile (come with Python): run schemathesis as a program, in a folder that vanishes
    urllib (comes with Python): asks for the page /docs over http
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from confluent_kafka import Producer
from openapi_spec_validator import validate
from query_api.example_answers import EXAMPLES
from tests import oracle, own_shop, run_service

ORDERS = oracle.read_orders(oracle.sample_documents())
PORT = own_shop.free_port()
AWAY_PORT = own_shop.free_port()
# nothing listens here, and the second api looks for its server here
NO_MYSQL_PORT = own_shop.free_port()

# up to so many made-up questions a path and phase; the same seed asks nearly the same questions again
QUESTIONS = "100"
SEED = "1"
# one of before_created_at and before_order_id without the other is refused, which openapi has no words for
LEFT_OUT = "positive_data_acceptance"


def setup_module():
    """Runs once before the tests of this file; pytest looks for this name."""
    print("1 take the sample orders from MongoDB to MySQL, start the api, and a second one without MySQL")
    own_shop.load_through_pipeline(oracle.sample_documents(), len(ORDERS))
    loader = run_service.start("loader.worker")
    stranger = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})
    stranger.produce(own_shop.topics[-1], b"hello", partition=2)
    stranger.flush()
    own_shop.wait_until(lambda: own_shop.mysql_rows("SELECT COUNT(*) FROM rejected_messages") == [(1,)])
    run_service.stop(loader)
    own_shop.start_api(PORT)
    # the log of each request that ends in 500 would fill the screen
    own_shop.start_api(AWAY_PORT, MYSQL_PORT=str(NO_MYSQL_PORT), UVICORN_LOG_LEVEL="critical")


def teardown_module():
    """Runs once after them."""
    own_shop.stop_all()


def read_document():
    return own_shop.get(PORT, "/openapi.json")[1]


def read_operations():
    """Returns what the document says of each path, as a dict."""
    paths = read_document()["paths"]
    assert all(list(methods) == ["get"] for methods in paths.values())
    return {path: methods["get"] for path, methods in paths.items()}


def shown_examples():
    """Returns every example of the document as (path, status, question, answer)."""
    examples = []
    for path, operation in read_operations().items():
        for status, response in operation["responses"].items():
            shown = response["content"].get("application/json", {"examples": {}})["examples"]
            examples += [(path, int(status), question, example["value"]) for question, example in shown.items()]
    return examples


def test_the_document_is_valid():
    document = read_document()
    validate(document)
    print(f"2 give /openapi.json to a validator; it is valid: openapi {document['openapi']}, {len(document['paths'])} paths, {len(document['components']['schemas'])} schemas")
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/docs") as page:
        assert "swagger-ui" in page.read().decode()


def test_everything_is_described():
    document = read_document()
    tags = {tag["name"]: tag["description"] for tag in document["tags"]}
    assert document["info"]["description"]
    names = set()
    print("3 look at every path")
    for path, operation in read_operations().items():
        parameters = operation.get("parameters", [])
        print(f"  {operation['operationId']}: {operation['summary']}; parameters:", *[parameter["name"] for parameter in parameters])
        assert operation["summary"] and operation["description"]
        assert re.fullmatch("[a-z_]+", operation["operationId"])
        names.add(operation["operationId"])
        assert all(tags[tag] for tag in operation["tags"])
        for parameter in parameters:
            assert parameter["description"] and parameter["schema"]["type"], (path, parameter["name"])
        expected = {"200"}
        if path.startswith("/api/"):
            expected |= {"422", "500"}
        if "{" in path:
            expected.add("404")
        if path == "/health/mysql":
            expected.add("503")
        assert set(operation["responses"]) == expected, path
        for status, response in operation["responses"].items():
            content = list(response["content"].values())[0]
            assert response["description"] and content["schema"]
            assert content.get("examples") or content["example"], (path, status)
    assert len(names) == len(document["paths"])
    assert "/api/orders/{order_id}" in document["paths"]


def comparable(answer):
    """Returns an answer without what nobody can know beforehand: the time of loading, this test's topic and its port."""
    text = json.dumps(answer)
    text = re.sub(r'"(loaded_at|rejected_at)": "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"', r'"\1": "now"', text)
    return json.loads(text.replace(own_shop.topics[-1], "shop.orders").replace(f":{NO_MYSQL_PORT}'", ":3306'"))


def test_the_examples_are_real():
    examples = shown_examples()
    # an example with a misspelt path would not be shown
    assert len(examples) == len(EXAMPLES)
    for path, status, question, answer in examples:
        asked = question.removeprefix("GET ")
        # the example belongs to this path
        assert re.fullmatch(re.sub(r"{\w+}", "[^/?]+", path), asked.split("?")[0]), (path, question)
        real_status, real_answer = own_shop.get(AWAY_PORT if status == 503 else PORT, asked)
        assert real_status == status, (question, real_status)
        assert comparable(real_answer) == comparable(answer), f"{question} answers {json.dumps(real_answer, ensure_ascii=False)}"
        if status == 422:
            named = answer["detail"][0]["loc"][1]
            assert named in asked or named == "before_order_id", question
    print(f"4 ask the question of each example: {len(examples)} are what the api answers, the last of them: {question}")


def test_500_is_as_shown():
    count = 0
    for path, operation in read_operations().items():
        if "500" in operation["responses"]:
            shown = operation["responses"]["500"]["content"]["text/plain"]["example"]
            assert own_shop.get(AWAY_PORT, path.replace("{", "").replace("}", "")) == (500, shown.encode()), path
            count += 1
    print(f"5 ask every path while MySQL is away: {count} paths answer 500 as shown")


def test_made_up_questions():
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{PORT}/openapi.json", "--no-color",
        "--checks", "all", "--exclude-checks", LEFT_OUT, "--max-examples", QUESTIONS, "--seed", SEED, "--generation-database", "none",
    ]
    with tempfile.TemporaryDirectory() as folder:
        # it keeps notes in the folder where it runs
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    count = int(re.search(r"(\d+) generated", result.stdout).group(1))
    print(f"6 let schemathesis make up questions: {count} of them are answered as documented, seed {SEED}")
    assert result.returncode == 0, result.stdout
    assert count >= 1000


if __name__ == "__main__":
    setup_module()
    test_the_document_is_valid()
    test_everything_is_described()
    test_the_examples_are_real()
    test_500_is_as_shown()
    test_made_up_questions()
    teardown_module()
