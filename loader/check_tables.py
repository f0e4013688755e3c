import sys
from .connection.mysql_connection import connection

# what the third edition added: an installation of the second one has to be carried over
NEEDED_COLUMNS = (
    ("customers", "newest_order_at"), ("customers", "newest_order_id"), ("products", "newest_order_at"),
    ("products", "newest_order_id"), ("orders", "total"), ("orders", "deleted_at"), ("loaders_seen", "seen_at"),
)


def check_tables():
    """Ends the program with one sentence where MySQL's tables are those of an older edition."""
    cursor = connection.cursor()
    # find all columns of the database's tables, select table and column
    cursor.execute(
        """
        SELECT columns.table_name, columns.column_name
        FROM information_schema.columns
        WHERE columns.table_schema = DATABASE()
        """
    )
    columns = set(cursor.fetchall())
    connection.commit()
    cursor.close()
    missing = [f"{table}.{column}" for table, column in NEEDED_COLUMNS if (table, column) not in columns]
    if missing:
        sys.exit(f"MySQL's tables are of an older edition, they have no {', '.join(missing)}: see Upgrade in RUN.md")
