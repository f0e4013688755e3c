import json
from pathlib import Path

FILE = Path(__file__).parent / "example_answers.json"
EXAMPLES = json.loads(FILE.read_text(encoding="utf-8"))

MEANINGS = {
    200: "The answer",
    404: "Nobody has this id",
    422: "A parameter is wrong, unknown or given twice; `loc` names it",
    500: "MySQL does not answer, or something else is broken on our side; ask again later",
    503: "MySQL does not answer; `message` says why",
}


def example_answers(path, models):
    """
    Returns what /docs shows as the answers of a path: every example of example_answers.json, as fastapi takes it.
    `models` has the pydantic class of each status that is not 200.
    """
    answers = {}
    for example in EXAMPLES:
        if example["path"] == path:
            status = example["status"]
            if status not in answers:
                answers[status] = {"description": MEANINGS[status], "content": {"application/json": {"examples": {}}}}
                if status in models:
                    answers[status]["model"] = models[status]
            examples = answers[status]["content"]["application/json"]["examples"]
            examples[example["question"]] = {"summary": example["question"], "value": example["answer"]}
    return answers
