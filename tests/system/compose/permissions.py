"""
What the servers and the containers must refuse, asked from inside the services' containers with their own passwords.
Each piece of code prints one line a try, what was tried and "refused" before it; anything but the server's word
that this user may not do it counts as DONE.
"""

ASK_MONGODB = """
import os
import sys
import pymongo
from pymongo.errors import OperationFailure
anybody = pymongo.MongoClient("mongo", serverSelectionTimeoutMS=3000)
mongo = pymongo.MongoClient(os.environ["MONGO_URI"], serverSelectionTimeoutMS=3000)
db = mongo[os.environ["MONGO_DB"]]
tries = {
    "read the orders without a password": lambda: anybody[db.name].orders.find_one({}, {"_id": 0}),
    "read another database": lambda: mongo["other"].orders.find_one({}, {"_id": 0}),
    "write into another database": lambda: mongo["other"].orders.insert_one({}),
    "read the users": lambda: mongo["admin"]["system.users"].find_one({}, {"_id": 0}),
    "make a user": lambda: db.command("createUser", "anybody", pwd="x", roles=[]),
    "make a role": lambda: mongo["admin"].command("createRole", "more", privileges=[], roles=[]),
    "drop the database": lambda: mongo.drop_database(db.name),
    "shut the server down": lambda: mongo["admin"].command("shutdown"),
}
if "reader" in sys.argv:
    tries["insert an order"] = lambda: db.orders.insert_one({})
    tries["mark an order"] = lambda: db.orders.update_one({}, {"$set": {"etl_status": "SENT"}})
    tries["delete an order"] = lambda: db.orders.delete_one({})
for name, attempt in tries.items():
    try:
        attempt()
        print("DONE", name)
    except OperationFailure as error:
        # 13: not authorized
        print("refused" if error.code == 13 else "DONE", name, error.code)
"""

ASK_MYSQL = """
import os
import sys
import mysql.connector
values = {"host": os.environ["MYSQL_HOST"], "user": os.environ["MYSQL_USER"], "password": os.environ["MYSQL_PASSWORD"],
          "database": os.environ["MYSQL_DATABASE"]}
# may not do this to the table, to the database, at all; may not come in
REFUSALS = (1142, 1044, 1227, 1045, 1130)
connection = mysql.connector.connect(**values)
cursor = connection.cursor()
for query in sys.argv[2:]:
    try:
        cursor.execute(query)
        print("DONE", query)
    except mysql.connector.Error as error:
        print("refused" if error.errno in REFUSALS else "DONE", query, error.errno)
cursor.execute("SHOW DATABASES")
ours = {values["database"], "shop_test", "information_schema", "performance_schema"}
others = {row[0] for row in cursor.fetchall()} - ours
print("DONE sees" if others else "refused see another database", *others)
try:
    mysql.connector.connect(**dict(values, user="root", password=sys.argv[1], database=None))
    print("DONE come in as root")
except mysql.connector.Error as error:
    print("refused" if error.errno in REFUSALS else "DONE", "come in as root with the right password", error.errno)
"""

LOADER_MAY_NOT = ["DROP TABLE order_items", "ALTER TABLE order_items ADD COLUMN more INT", "CREATE TABLE more (id INT)",
                  "CREATE DATABASE more", "TRUNCATE TABLE order_items", "CREATE USER anybody",
                  "SELECT user.User FROM mysql.user"]
API_MAY_NOT = LOADER_MAY_NOT + ["DELETE FROM order_items", "UPDATE orders SET status = 'PAID'",
                                "INSERT INTO products (product_id) VALUES ('x')"]

# the kernel's own word on the main process, and two files that nobody may write
ASK_CONTAINER = """
status = dict(line.split(":", 1) for line in open("/proc/1/status"))
print("refused be root" if "0" not in status["Uid"].split() else "DONE be root")
capabilities = int(status["CapEff"], 16) + int(status["CapBnd"], 16)
print("refused have capabilities" if capabilities == 0 else "DONE have capabilities")
print("refused get new privileges" if status["NoNewPrivs"].strip() == "1" else "DONE get new privileges")
for path in ("/app/more.py", "/etc/more", "/more"):
    try:
        open(path, "w")
        print("DONE write", path)
    except OSError as error:
        print("refused write", path, error.strerror)
"""
