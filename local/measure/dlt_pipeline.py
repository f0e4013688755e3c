"""
The same work done with dlt, for bench.py --dlt: all orders of MongoDB go into two tables of MySQL, orders and their lines.
It runs in a virtual environment of its own and has nothing in common with the services.
"""
import os
import time

import dlt
import pymongo
from bson import Decimal128
from bson.codec_options import CodecOptions, TypeDecoder, TypeRegistry
from dlt.destinations import sqlalchemy

DATABASE = "bench_dlt"
PAGE_SIZE = 5000


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
    page = []
    for order in collection.find({}, fields, batch_size=PAGE_SIZE):
        page.append(order)
        if len(page) == PAGE_SIZE:
            yield page
            page = []
    yield page


started = time.monotonic()
# root, for dlt makes the database by itself
url = (f"mysql+pymysql://root:{os.environ['MYSQL_ROOT_PASSWORD']}@{os.environ['MYSQL_HOST']}:{os.environ['MYSQL_PORT']}"
       f"/{os.environ['MYSQL_DATABASE']}")
pipeline = dlt.pipeline("bench", destination=sqlalchemy(url), dataset_name=DATABASE)
pipeline.run(read_orders()).raise_on_failed_jobs()
print(time.monotonic() - started)
