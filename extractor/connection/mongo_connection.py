import os
from pymongo import MongoClient
from pymongo.uri_parser import parse_uri

MONGO_URI = os.environ.get("MONGO_URI", "mongodb://127.0.0.1:27017/")
MONGO_DB = os.environ.get("MONGO_DB", "shop")
MONGO_COLLECTION = os.environ.get("MONGO_COLLECTION", "orders")


class Mongo:
    def __init__(self, uri, db_name):
        self.client = MongoClient(
            uri,
            serverSelectionTimeoutMS=3000,
            # a primary that is frozen, or behind a cut cable, is given up ten seconds after the time to connect
            connectTimeoutMS=3000,
            # whatever the uri says: a secondary may not have an order yet, and a primary may lose what it alone has
            readPreference="primary",
            readConcernLevel="majority",
            w="majority",
            journal=True,
            # without these two one document with a date in the year 10000, or with text that is not utf-8,
            # would stop the cursor and hide every order behind it
            datetime_conversion="DATETIME_AUTO",
            unicode_decode_error_handler="replace",
        )
        self.db = self.client[db_name]

    def collection(self, name):
        return self.db[name]

    def address(self):
        """Every command prints first which server it asks: another one may answer on the usual port."""
        hosts = ", ".join(f"{host}:{port}" for host, port in parse_uri(MONGO_URI)["nodelist"])
        return f"mongodb {hosts}, database {MONGO_DB}, collection {MONGO_COLLECTION}"

    def close(self):
        self.client.close()


mongo = Mongo(MONGO_URI, MONGO_DB)
