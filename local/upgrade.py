"""
Carries the tables of the second edition over, without Docker, while python3 local/run.py --servers runs in another
terminal; see Upgrade in RUN.md.
"""
from pathlib import Path

import with_packages  # noqa: F401
from servers import connect_as_root
from settings import read_env_file

variables = read_env_file(".local/env")
statements = Path("data/mysql_upgrade.sql").read_text(encoding="utf-8").split(";\n")
for database in (variables["MYSQL_DATABASE"], "shop_test"):
    connection = connect_as_root(variables, database)
    cursor = connection.cursor()
    for statement in statements:
        if statement.strip():
            cursor.execute(statement)
    connection.close()
    print(f"the tables of {database} are carried over")
