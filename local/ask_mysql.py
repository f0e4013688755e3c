"""
Asks MySQL one question, as the query API's user, who may only read:

    python3 local/step.py sql "SELECT orders.order_id, orders.total FROM orders LIMIT 5"
"""
import os
import sys

import mysql.connector

if len(sys.argv) != 2:
    sys.exit(__doc__)
print(f"mysql 127.0.0.1:{os.environ['MYSQL_PORT']}, database {os.environ['MYSQL_DATABASE']}")
connection = mysql.connector.connect(
    host="127.0.0.1", port=int(os.environ["MYSQL_PORT"]), database=os.environ["MYSQL_DATABASE"],
    user=os.environ["MYSQL_API_USER"], password=os.environ["MYSQL_API_PASSWORD"])
cursor = connection.cursor()
try:
    cursor.execute(sys.argv[1])
    rows = cursor.fetchall() if cursor.with_rows else []
except mysql.connector.Error as error:
    sys.exit(str(error))
print(" | ".join(cursor.column_names))
for row in rows:
    print(" | ".join(str(value) for value in row))
print(f"{len(rows)} rows")
