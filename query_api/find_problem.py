# an extractor is seen after each run, a loader every ten seconds, and a batch is loaded within some seconds
MAX_SILENT_SECONDS = 60
MAX_WAIT_SECONDS = 60
LOGS = "see `docker compose logs {0}` (without Docker `.local/log/`)"


def find_problem(status):
    """
    Takes what find_status() has found out. Returns None, or one sentence that says what stands still, why, and what to
    do; of several problems the first one in the order in which orders flow.
    """
    if status["errors"]:
        return " ".join(status["errors"].values())
    if status["extractor_seconds"] is None:
        return f"New orders stay in MongoDB, for no extractor has been seen: is one running? {LOGS.format('extractor')}"
    # how long an extractor may be silent depends on how often it looks for orders
    if status["extractor_seconds"] > status["extractor_interval"] + MAX_SILENT_SECONDS:
        silent = age_text(status["extractor_seconds"])
        return f"New orders stay in MongoDB, for no extractor has been seen for {silent}: {LOGS.format('extractor')}"
    if status["loaders"] == 0:
        return f"Nothing comes into MySQL, for no loader has been seen for a minute: {LOGS.format('loader')}"
    if status["oldest_batch_seconds"] > MAX_WAIT_SECONDS:
        waited = age_text(status["oldest_batch_seconds"])
        return f"A batch has waited in Kafka for {waited} and no loader finishes it: {LOGS.format('loader')}"
    return None


def find_warning(status):
    """Takes the same; returns None, or a sentence for each thing that somebody has to put right, while orders flow."""
    warnings = []
    if status["rejected_orders"]:
        who = count_text(status["rejected_orders"])
        warnings.append(f"{who} in MongoDB, where etl_reason says what is wrong, and set etl_status to null.")
    if status["messages_were_rejected"]:
        warnings.append("Messages were rejected within a day: who else writes into the topic, "
                        "and is BATCH_KEY the same everywhere?")
    # asked in this order: what was sent and is not in kafka any more was in mysql at the end
    if status["orders_were_sent"] and status["batches_in_kafka"] == 0 and status["mysql_is_empty"]:
        warnings.append("MySQL has no orders, although MongoDB's were sent: were the tables emptied? "
                        "Then `python -m reconcile.main --resend --yes` fills them again.")
    return " ".join(warnings) or None


def count_text(count):
    if count == 1:
        return "1 order was rejected: correct it"
    # the status counts only so far
    return f"{'100,000 orders or more' if count == 100_000 else f'{count:,} orders'} were rejected: correct them"


def age_text(seconds):
    """Takes 185.2; returns 3 minutes."""
    for unit, length in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length:,.0f} {unit}"
    return f"{seconds:.0f} seconds"
