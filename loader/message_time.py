from datetime import datetime, timedelta

FIRST_MOMENT = datetime(1970, 1, 1)
# the last millisecond of the year 9999, where mysql's dates end
LAST_MOMENT_MS = 253402300799999


def message_time(msg):
    """Returns when a Kafka message was sent, as a datetime in UTC; 1970 where MySQL could not hold its time."""
    kind, milliseconds = msg.timestamp()
    # an unknown producer may set any time, and no message may stop the loader
    if milliseconds < 0 or milliseconds > LAST_MOMENT_MS:
        return FIRST_MOMENT
    return FIRST_MOMENT + timedelta(milliseconds=milliseconds)
