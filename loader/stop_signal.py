import signal

# looked at between two batches: a handler that ends the process at once would interrupt the drivers' c code
stopping = False


def note_signal(signal_number, frame):
    global stopping
    stopping = True


def listen():
    """From now on SIGINT and SIGTERM set `stopping`."""
    signal.signal(signal.SIGINT, note_signal)
    signal.signal(signal.SIGTERM, note_signal)
