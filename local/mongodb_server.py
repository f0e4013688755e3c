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


def version_that_answers(data, port, settings, pid):
    """Gives the version, or None while the server does not answer, or is another one than ours."""
    try:
        client = MongoClient("127.0.0.1", port, serverSelectionTimeoutMS=500)
        status = client["admin"].command("serverStatus")
        client.close()
    except PyMongoError:
        return None
    if status["pid"] != pid:
        return None
    return status["version"]
