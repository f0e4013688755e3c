import time


def log(sentence):
    """Prints a sentence behind the time in UTC, as whoever reads a service's log asks for it first."""
    print(time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()), sentence, flush=True)
