import shutil
import sys


def show_progress(line):
    """Shows how far a run is: in a terminal in the place of the line before, in a log as a line of its own."""
    if sys.stdout.isatty():
        # cut to the window's width: of a line that takes two, only the second would be written over
        print("\r\033[K" + line[:shutil.get_terminal_size().columns - 1], end="", flush=True)
    else:
        print(line)


def leave_progress():
    """Ends the line of show_progress, so that what is printed next begins on a new one."""
    if sys.stdout.isatty():
        print()
