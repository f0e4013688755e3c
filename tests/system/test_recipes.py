"""
Recipes - "Add a field" and "Add a query" of RUN.md, done in a copy of the project to the letter

The blocks of RUN.md are the edits: where the code has changed since, the lines beside them are not found.
"""
import contextlib
import os
import re
import signal
import subprocess
from tests.support.environment import ROOT, wait_until

# the copy is run as by a person in a new terminal, and not as one of these tests
TERMINAL = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


def blocks_of(heading):
    """Returns what stands in the blocks of this section: {kind such as diff: [texts]}."""
    section = re.search(rf"(?ms)^## {heading}$(.*?)^## ", (ROOT / "RUN.md").read_text(encoding="utf-8"))[1]
    blocks = {}
    for kind, text in re.findall(r"(?ms)^```(\w+)\n(.*?)^```$", section):
        blocks.setdefault(kind, []).append(text)
    return blocks


def edit(folder, diff):
    for name, hunks in re.findall(r"(?ms)^--- (\S+)\n(.*?)(?=^--- |\Z)", diff):
        file = folder / name
        text = file.read_text(encoding="utf-8")
        for hunk in re.split(r"(?m)^@@.*\n", hunks):
            lines = hunk.splitlines()
            old = "\n".join(line[1:] for line in lines if line[0] != "+")
            new = "\n".join(line[1:] for line in lines if line[0] != "-")
            assert (text.count(old), text.count(new)) == (1, 0), (name, old)
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")


def run(folder, command):
    done = subprocess.run(["bash", "-ec", command], cwd=folder, env=TERMINAL, capture_output=True, text=True)
    print(command, done.stdout[-5000:], done.stderr[-5000:], sep="\n")
    assert done.returncode == 0
    return done.stdout


def test_recipes(tmp_path):
    run(ROOT, f"git ls-files -z | xargs -0 cp --parents --target-directory {tmp_path}")
    (tmp_path / ".local").mkdir()
    for tool in ("install", "kafka", "mongodb", "mysql", "venv"):
        (tmp_path / ".local" / tool).symlink_to(ROOT / ".local" / tool)
    field, query = blocks_of("Add a field"), blocks_of("Add a query")
    for diff in field["diff"] + query["diff"]:
        edit(tmp_path, diff)
    tests = []
    for commands in (field["bash"][0], query["bash"][0]):
        sheet, test = commands.splitlines()
        run(tmp_path, sheet)
        tests.append(test.removeprefix("python3 local/test.py "))
    servers = subprocess.Popen(["python3", "local/run.py", "--servers"], cwd=tmp_path, env=TERMINAL)
    try:
        wait_until((tmp_path / ".local" / "env").exists, seconds=300)
        # the tables are made with the column: without it they are those of a running installation
        run(tmp_path, "python3 local/upgrade.py /dev/stdin <<< 'ALTER TABLE orders DROP COLUMN channel;'")
        run(tmp_path, field["bash"][-1])
        # beside the servers that run, which takes less time than new ones
        printed = run(tmp_path, f"python3 local/step.py pytest -q {' '.join(tests)}")
        assert " passed" in printed and "skipped" not in printed
    finally:
        # once it was lost, and everything behind it failed: pressed again, as in a terminal
        while servers.poll() is None:
            servers.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                servers.wait(30)
