"""
How MongoDB is started, and how one sees that it answers.
"""
import os
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from downloads import MONGODB_FOLDER

FOLDER = "mongodb"


def jobs_for_new_folder(data):
    os.makedirs(f"{data}/{FOLDER}", exist_ok=True)
    return []


def command_to_start(data, port, settings):
    return [f"{MONGODB_FOLDER}/fiftyone/db/bin/mongod", "--dbpath", f"{data}/{FOLDER}",
            "--bind_ip", "127.0.0.1", "--port", str(port), "--nounixsocket",
            "--wiredTigerCacheSizeGB", "0.5", "--setParameter", "diagnosticDataCollectionEnabled=false"]


def version_that_answers(port, settings):
    """Gives the version, or None while the server does not answer."""
    try:
        client = MongoClient("127.0.0.1", port, serverSelectionTimeoutMS=500)
        version = client.server_info()["version"]
        client.close()
        return version
    except PyMongoError:
        return None
