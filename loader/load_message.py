import sys
from .load_batch import load_batch
from .load_deletions import load_deletions


def load_message(msg, data, place):
    """
    Takes a signed message of Kafka, what its value says, and its place as text. Loads it by its schema: the topic keeps
    its messages, so every schema that was ever published with a signature is read. Returns a sentence for the log.
    Ends the program with a sentence where it does not know the schema.
    """
    schema = data["schema"]
    if schema == "orders.v2":
        orders = data["orders"]
        order_count, line_count = load_batch(msg, orders)
        return f"{order_count} of {len(orders)} orders written, with {line_count} lines"
    if schema == "deletions.v1":
        deletions = data["deletions"]
        count = load_deletions(msg, deletions)
        return f"{count} of {len(deletions)} orders noted as deleted"
    if schema.startswith(("orders.v", "deletions.v")):
        sys.exit(f"{place}: the schema is {schema}, which this loader does not know yet: start a newer loader")
    sys.exit(f"{place}: no loader knows the schema {schema}: skip this message, see The topic in RUN.md")
