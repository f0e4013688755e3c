import mysql.connector
import pymongo.errors
from confluent_kafka import KafkaException
from .log import log

# unknown column, unknown table
OLD_TABLES = (1054, 1146)
# max_execution_time of the connection
TOO_SLOW = 3024


def error_sentence(error):
    """Takes an error that a driver has raised; returns a sentence: which server it is, and what is wrong."""
    # the drivers tell long stories behind it
    reason = str(error).split(" (configured")[0][:150]
    if isinstance(error, mysql.connector.Error):
        if error.errno in OLD_TABLES:
            return f"MySQL's tables are of an older edition ({error.msg}): see Upgrade in RUN.md."
        if error.errno == TOO_SLOW:
            return "MySQL is too busy: it needed longer than this question may take."
        # from 2000 to 2999 the driver got no answer, all other numbers are mysql's own
        return sentence("MySQL", reason, answers=error.errno > 0 and not 2000 <= error.errno < 3000)
    if isinstance(error, pymongo.errors.PyMongoError):
        return sentence("MongoDB", reason, answers=isinstance(error, pymongo.errors.OperationFailure))
    if isinstance(error, KafkaException):
        # the numbers above 0 are kafka's own
        return sentence("Kafka", reason, answers=hasattr(error.args[0], "code") and error.args[0].code() > 0)
    log.error("this is a mistake in the query api", exc_info=error)
    return f"The query API has made a mistake ({error!r}), its log says where."


def sentence(server, reason, answers):
    if answers:
        return f"{server} answers, but refuses ({reason}): see Errors and cures in RUN.md."
    return f"{server} does not answer ({reason}): see `docker compose ps` and its log (without Docker `.local/log/`)."
