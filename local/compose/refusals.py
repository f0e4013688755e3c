"""
What the servers and the containers must refuse, asked from inside the services' containers with their own passwords.
Each piece of code prints one line a try, what was tried and "refused" before it; anything but the server's word
that this user may not do it counts as DONE.
"""

ASK_MONGODB = """
import pymongo
from pymongo.errors import OperationFailure
from extractor.connection.mongo_connection import MONGO_DB, mongo
stranger = pymongo.MongoClient("mongo", serverSelectionTimeoutMS=3000)
tries = {
    "read the orders without a password": lambda: stranger[MONGO_DB].orders.find_one({}, {"_id": 0}),
    "read another database": lambda: mongo.client["other"].orders.find_one({}, {"_id": 0}),
    "write into another database": lambda: mongo.client["other"].orders.insert_one({}),
    "read the users": lambda: mongo.client["admin"]["system.users"].find_one({}, {"_id": 0}),
    "make a user": lambda: mongo.db.command("createUser", "stranger", pwd="x", roles=[]),
    "drop the database": lambda: mongo.client.drop_database("other"),
    "shut the server down": lambda: mongo.client["admin"].command("shutdown"),
}
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
others = {row[0] for row in cursor.fetchall()} - {values["database"], "information_schema", "performance_schema"}
print("DONE sees" if others else "refused see another database", *others)
try:
    mysql.connector.connect(**dict(values, user="root", password=sys.argv[1], database=None))
    print("DONE come in as root")
except mysql.connector.Error as error:
    print("refused" if error.errno in REFUSALS else "DONE", "come in as root with the right password", error.errno)
"""

LOADER_MAY_NOT = ["DROP TABLE order_items", "ALTER TABLE order_items ADD COLUMN more INT", "CREATE TABLE more (id INT)",
                  "CREATE DATABASE more", "TRUNCATE TABLE order_items", "CREATE USER stranger", "SELECT user.User FROM mysql.user"]
API_MAY_NOT = LOADER_MAY_NOT + ["DELETE FROM order_items", "UPDATE orders SET status = 'PAID'",
                                "INSERT INTO products (product_id) VALUES ('x')"]

# the kernel's own word on the main process, and two files that nobody may write
ASK_CONTAINER = """
status = dict(line.split(":", 1) for line in open("/proc/1/status"))
print("refused be root" if "0" not in status["Uid"].split() else "DONE be root")
print("refused have capabilities" if int(status["CapEff"], 16) == 0 == int(status["CapBnd"], 16) else "DONE have capabilities")
print("refused get new privileges" if status["NoNewPrivs"].strip() == "1" else "DONE get new privileges")
for path in ("/app/more.py", "/etc/more", "/more"):
    try:
        open(path, "w")
        print("DONE write", path)
    except OSError as error:
        print("refused write", path, error.strerror)
"""
