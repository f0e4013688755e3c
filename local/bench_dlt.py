"""
bench.py --dlt: dlt does the same work on the same servers, from MongoDB into two tables of the same MySQL. It is
installed into a virtual environment of its own, and this file is run there; it shares nothing with the services.
"""
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

VENV = ".local/dlt_venv"
REQUIREMENTS = ("dlt[sqlalchemy]==1.31.0", "SQLAlchemy==2.1.9", "PyMySQL==1.1.2", "pymongo==4.20.0")
# dlt reads its settings from variables; these are the fastest that were found
SETTINGS = {"DATA_WRITER__BUFFER_MAX_ITEMS": "50000", "DATA_WRITER__DISABLE_COMPRESSION": "true",
            "RUNTIME__DLTHUB_TELEMETRY": "false"}
# of dlt's tables and of ours: how many different orders; how many lines, and what they cost together
QUERIES = (
    ("SELECT COUNT(DISTINCT orders.order_id) FROM bench_dlt.orders", "SELECT COUNT(orders.order_id) FROM orders"),
    ("SELECT COUNT(*), SUM(orders__items.quantity * orders__items.unit_price) FROM bench_dlt.orders__items",
     "SELECT COUNT(*), SUM(order_items.quantity * order_items.unit_price) FROM order_items"),
)
CHUNK = 5000


def install_dlt():
    if not os.path.exists(f"{VENV}/installed"):
        print("installing dlt", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        subprocess.run([f"{VENV}/bin/python", "-m", "pip", "install", "-q", *REQUIREMENTS], check=True)
        # written last: an installation that was cut short does not count
        Path(f"{VENV}/installed").touch()


def run_dlt(shop, rates):
    """Follows a round: what that left in MySQL is what dlt's tables must hold too."""
    shop.sql("DROP DATABASE IF EXISTS bench_dlt")
    with tempfile.TemporaryDirectory() as folder:
        variables = {**os.environ, **shop.variables, **SETTINGS, "DLT_DATA_DIR": folder}
        began = time.monotonic()
        subprocess.run([f"{VENV}/bin/python", "local/bench_dlt.py"], env=variables, check=True)
        rates.setdefault("dlt", []).append(shop.order_count / (time.monotonic() - began))
    for query_of_dlt, query in QUERIES:
        assert shop.sql(query_of_dlt) == shop.sql(query), f"dlt's tables hold something else: {query_of_dlt}"


def copy_with_dlt():
    # these packages are in dlt's own virtual environment only
    import dlt
    import pymongo
    from bson import Decimal128
    from bson.codec_options import CodecOptions, TypeDecoder, TypeRegistry
    from dlt.destinations import sqlalchemy

    class PriceDecoder(TypeDecoder):
        # dlt knows decimals, but not those of mongodb
        bson_type = Decimal128

        def transform_bson(self, value):
            return value.to_decimal()

    @dlt.resource(name="orders", write_disposition="append")
    def read_orders():
        collection = pymongo.MongoClient(os.environ["MONGO_URI"])[os.environ["MONGO_DB"]]["orders"]
        collection = collection.with_options(CodecOptions(type_registry=TypeRegistry([PriceDecoder()])))
        fields = {"_id": 0, "order_id": 1, "status": 1, "created_at": 1, "updated_at": 1, "customer": 1, "items": 1}
        chunk = []
        for order in collection.find({}, fields, batch_size=CHUNK):
            chunk.append(order)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        yield chunk

    # root, for dlt makes the database by itself
    url = "mysql+pymysql://root:{MYSQL_ROOT_PASSWORD}@{MYSQL_HOST}:{MYSQL_PORT}/{MYSQL_DATABASE}".format(**os.environ)
    pipeline = dlt.pipeline("bench", destination=sqlalchemy(url), dataset_name="bench_dlt")
    pipeline.run(read_orders()).raise_on_failed_jobs()


if __name__ == "__main__":
    copy_with_dlt()
