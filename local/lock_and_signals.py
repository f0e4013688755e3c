"""
Lets only one run go on in this folder, and makes Ctrl-C and the signal TERM do the same.
"""
import fcntl
import signal
import sys


def take_lock(path, sentence):
    """The lock is held while the file that is given back stays open, and is gone when this program ends."""
    lock = open(path, "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(sentence)
    return lock


def treat_term_as_ctrl_c():
    # set for ctrl-c too: a shell that starts us in the background switches it off
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def ignore_ctrl_c():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
