"""
Carries the tables of the second edition over, without Docker, while python3 local/run.py --servers runs in another
terminal; or changes them by the statements of another file. See Upgrade and Add a field in RUN.md.
"""
import sys
from pathlib import Path

import with_packages  # noqa: F401
from servers import connect_as_root
from settings import read_env_file

variables = read_env_file(".local/env")
statements = Path(sys.argv[1] if sys.argv[1:] else "data/mysql_upgrade.sql").read_text(encoding="utf-8").split(";\n")
for database in (variables["MYSQL_DATABASE"], "shop_test"):
    connection = connect_as_root(variables, database)
    cursor = connection.cursor()
    for statement in statements:
        if statement.strip():
            cursor.execute(statement)
    connection.close()
    print(f"done in {database}")
