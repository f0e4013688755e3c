"""
Run service - starts a service as a process of its own, ends it, and shows what it printed

FLOW:
    1 start() starts a service with the variables of the test; its output goes into a file
    2 run() waits until it ends by itself, stop() ends it as ctrl-c does
    3 show_log() prints what it had printed, when it has ended

LIBRARIES:
    subprocess (comes with Python): runs a program as a process of its own
    tempfile (comes with Python): a file that vanishes after its use
    contextlib, io (come with Python): redirect_stdout() sends what is printed into a StringIO, a text in memory
"""
import contextlib
import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
running = []
# of each process the module that it runs, and the file that it prints into
logs = {}
# of a longer log only the first and the last lines are shown
LINES_SHOWN = 10


def start(module, output=None, **changes):
    """
    Starts a service, such as loader.worker; `changes` are variables that differ from the usual.
    What it prints is shown when it has ended, or goes to `output`, an open file.
    """
    environment = dict(os.environ, PYTHONUNBUFFERED="1", **changes)
    # no service knows root's password
    del environment["MYSQL_ROOT_PASSWORD"]
    log = output or tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
    process = subprocess.Popen([sys.executable, "-m", *module.split()], cwd=ROOT, env=environment, stdout=log, stderr=log)
    running.append(process)
    if output is None:
        logs[process] = (module, log)
    return process


def run(module, **changes):
    """Starts a service, waits until it ends by itself, and returns its exit code."""
    process = start(module, **changes)
    process.wait()
    show_log(process)
    return process.returncode


def stop(process):
    """Ends a service as ctrl-c does and returns its exit code; after ten seconds it is killed."""
    if process.poll() is None:
        process.send_signal(2)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    show_log(process)
    return process.returncode


def show_log(process):
    """Prints what a service that has ended had printed, once, and two columns to the right: no line of it is a step of the test."""
    if process in logs:
        module, log = logs.pop(process)
        log.seek(0)
        lines = log.read().splitlines()
        if len(lines) > LINES_SHOWN:
            left_out = len(lines) - LINES_SHOWN
            lines = lines[:LINES_SHOWN // 2] + [f"... {left_out} lines more ..."] + lines[-LINES_SHOWN // 2:]
        if lines:
            print(f"  python -m {module} printed:", *lines, sep="\n    ")
        log.close()


def indented(function):
    """Calls a function of a service here, prints what it printed two columns to the right, and returns what it returned."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        answer = function()
    for line in printed.getvalue().splitlines():
        print(" ", line)
    return answer
