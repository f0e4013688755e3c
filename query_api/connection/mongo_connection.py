import os
from pymongo import MongoClient

MONGO_URI = os.environ.get("MONGO_URI", "mongodb://127.0.0.1:27017/")
MONGO_DB = os.environ.get("MONGO_DB", "shop")
MONGO_COLLECTION = os.environ.get("MONGO_COLLECTION", "orders")


class Mongo:
    def __init__(self, uri, db_name):
        # without the last two options one document with a date in the year 10000, or with text
        # that is not utf-8, would turn the whole list of rejected orders into an error
        self.client = MongoClient(
            uri,
            serverSelectionTimeoutMS=3000,
            # the longest that a request waits for a frozen server
            timeoutMS=3000,
            datetime_conversion="DATETIME_AUTO",
            unicode_decode_error_handler="replace",
        )
        self.db = self.client[db_name]

    def collection(self, name):
        return self.db[name]

    def close(self):
        self.client.close()


mongo = Mongo(MONGO_URI, MONGO_DB)
