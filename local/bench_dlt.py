"""
Part of bench.py --dlt: dlt does the same work on the same servers, from MongoDB into two tables of the same MySQL.
Its packages are in a folder of their own, which only this file sees; it shares nothing with the services.
"""
import itertools
import os
import subprocess
import tempfile

from install import PYTHON, install

FOLDER = ".local/dlt"
PACKAGES = ("dlt[sqlalchemy]==1.31.0", "SQLAlchemy==2.1.9", "PyMySQL==1.1.2", "pymongo==4.20.0")
# dlt reads its settings from variables; these are the fastest that were found
SETTINGS = {"DATA_WRITER__BUFFER_MAX_ITEMS": "50000", "DATA_WRITER__DISABLE_COMPRESSION": "true",
            "RUNTIME__DLTHUB_TELEMETRY": "false"}
CHUNK = 5000


def install_dlt():
    if not os.path.exists(FOLDER):
        install("dlt", [PYTHON, "-m", "pip", "install", "-q", "--target", f"{FOLDER}.part", *PACKAGES])


def run_dlt():
    with tempfile.TemporaryDirectory() as data:
        variables = {**os.environ, **SETTINGS, "PYTHONPATH": FOLDER, "DLT_DATA_DIR": data}
        subprocess.run([PYTHON, "local/bench_dlt.py"], env=variables, check=True)


def copy_with_dlt():
    # these packages are in dlt's own folder
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
        orders = collection.find({}, fields, batch_size=CHUNK)
        while chunk := list(itertools.islice(orders, CHUNK)):
            yield chunk

    # root, for dlt makes the database by itself
    url = "mysql+pymysql://root:{MYSQL_ROOT_PASSWORD}@{MYSQL_HOST}:{MYSQL_PORT}/{MYSQL_DATABASE}".format(**os.environ)
    pipeline = dlt.pipeline("bench", destination=sqlalchemy(url), dataset_name="bench_dlt")
    pipeline.run(read_orders()).raise_on_failed_jobs()


if __name__ == "__main__":
    copy_with_dlt()
