"""
The part of bench.py --dlt: dlt does the same work on the same servers, in a virtual environment of its own.
"""
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from run_jobs import run_jobs
from processes import when_we_die

VENV = ".local/dlt_venv"
PYTHON = f"{VENV}/bin/python"
REQUIREMENTS = "local/measure/dlt_requirements.txt"
STAMP = Path(f"{VENV}/requirements.stamp")
# dlt reads its settings from variables; more workers, smaller files or parquet took as much cpu time or more
SETTINGS = {
    "dlt by default": {},
    "dlt tuned": {"DATA_WRITER__BUFFER_MAX_ITEMS": "50000", "DATA_WRITER__DISABLE_COMPRESSION": "true"},
}
# of dlt's tables and of ours: how many orders, how many different ones; how many lines, and what they cost together
QUERIES = (
    ("SELECT COUNT(orders.order_id), COUNT(DISTINCT orders.order_id) FROM bench_dlt.orders",
     "SELECT COUNT(orders.order_id), COUNT(DISTINCT orders.order_id) FROM orders"),
    ("SELECT COUNT(orders__items.quantity), SUM(orders__items.quantity * orders__items.unit_price) FROM bench_dlt.orders__items",
     "SELECT COUNT(order_items.quantity), SUM(order_items.quantity * order_items.unit_price) FROM order_items"),
)


def install_dlt():
    wanted = Path(REQUIREMENTS).read_text()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    print("downloading dlt", flush=True)
    run_jobs([("install_dlt_venv", None, [sys.executable, "-m", "venv", "--clear", VENV])])
    run_jobs([("install_dlt", None, [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", REQUIREMENTS])])
    # written last: an installation that was cut short does not count
    STAMP.write_text(wanted)


def run_dlt(shop, rates):
    """Follows a round: what that left in MySQL is what dlt's tables must hold too."""
    for name, settings in SETTINGS.items():
        shop.sql("DROP DATABASE IF EXISTS bench_dlt")
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, **shop.variables, **settings, "DLT_DATA_DIR": folder, "RUNTIME__DLTHUB_TELEMETRY": "false"}
            command = when_we_die("KILL") + [PYTHON, "local/measure/dlt_pipeline.py"]
            started = time.monotonic()
            ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
            rates.setdefault(name, []).append(shop.order_count / (time.monotonic() - started))
        for query_of_dlt, query in QUERIES:
            assert shop.sql(query_of_dlt) == shop.sql(query), f"dlt's tables hold something else: {query_of_dlt}"
    # its last word is how many seconds it took after python and dlt had started
    rates.setdefault("dlt after start", []).append(shop.order_count / float(ended.stdout.split()[-1]))
