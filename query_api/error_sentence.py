import mysql.connector
import pymongo.errors

# unknown column, unknown table
OLD_TABLES = (1054, 1146)
# max_execution_time of the connection
TOO_SLOW = 3024


def error_sentence(error):
    """Takes an error that a driver has raised; returns which server does not answer and why, as a sentence."""
    if isinstance(error, mysql.connector.Error) and error.errno in OLD_TABLES:
        return f"MySQL's tables are of an older edition ({error.msg}): see Upgrade in RUN.md."
    if isinstance(error, mysql.connector.Error) and error.errno == TOO_SLOW:
        return "MySQL is too busy: it needed longer than this question may take."
    server = "Kafka"
    if isinstance(error, mysql.connector.Error):
        server = "MySQL"
    if isinstance(error, pymongo.errors.PyMongoError):
        server = "MongoDB"
    # the drivers tell long stories behind it
    reason = str(error).split(" (configured")[0][:150]
    return f"{server} does not answer ({reason}): see `docker compose ps` and its log (without Docker `.local/log/`)."
