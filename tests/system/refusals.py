"""
What a service's container must refuse. compose_check.py runs this in each of them, with the container's own variables;
what is not refused ends it with an error.
"""
import os

# the kernel's own word on the main process
status = dict(line.split(":", 1) for line in open("/proc/1/status"))
assert "0" not in status["Uid"].split()
assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0
assert status["NoNewPrivs"].strip() == "1"
for path in ("/app/more.py", "/etc/more", "/more"):
    try:
        open(path, "w")
        raise AssertionError(f"{path} was written")
    except OSError:
        pass

tries = {}
if "MONGO_URI" in os.environ:
    import pymongo
    anybody = pymongo.MongoClient("mongo", serverSelectionTimeoutMS=3000)
    mongo = pymongo.MongoClient(os.environ["MONGO_URI"], serverSelectionTimeoutMS=3000)
    db = mongo[os.environ["MONGO_DB"]]
    tries = {
        "read without a password": lambda: anybody[db.name].orders.find_one({}, {"_id": 0}),
        "read another database": lambda: mongo["other"].orders.find_one({}, {"_id": 0}),
        "write into another database": lambda: mongo["other"].orders.insert_one({}),
        "read the users": lambda: mongo["admin"]["system.users"].find_one({}, {"_id": 0}),
        "make a user": lambda: db.command("createUser", "anybody", pwd="x", roles=[]),
        "drop the database": lambda: mongo.drop_database(db.name),
        "shut the server down": lambda: mongo["admin"].command("shutdown"),
    }
    # the api's user may not write at all
    if "REPORT_CACHE_SECONDS" in os.environ:
        tries["insert an order"] = lambda: db.orders.insert_one({})
        tries["change an order"] = lambda: db.orders.update_one({}, {"$set": {"etl_status": "SENT"}})
        tries["delete an order"] = lambda: db.orders.delete_one({})
for name, attempt in tries.items():
    try:
        attempt()
        raise AssertionError(f"it may {name}")
    except pymongo.errors.OperationFailure as error:
        # 13: not authorized
        assert error.code == 13, f"{name}: {error}"

print("refused: write a file,", ", ".join(tries))
