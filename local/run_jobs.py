"""
Runs commands side by side and waits for all of them; most of them make a folder.
Such a command writes into a temporary name, which becomes the real name only when the command ended well:
a folder with its real name is always complete, whatever was killed and whenever.
"""
import glob
import os
import shutil
import signal
import sys

from processes import last_lines, log_of, start_process


def run_jobs(jobs):
    """Each job is (name, folder, command). Where folder is None, only the command is run."""
    running = []
    try:
        for name, folder, command in jobs:
            if folder:
                for left_over in glob.glob(folder + ".part*"):
                    shutil.rmtree(left_over, ignore_errors=True)
            if os.path.exists(log_of(name)):
                os.remove(log_of(name))
            running.append(start_process(name, command, {**os.environ, "TMPDIR": os.path.abspath(".local/tmp")}))
        for (name, folder, command), program in zip(jobs, running):
            if program["process"].wait() != 0:
                sys.exit(f"{name} failed, the end of {log_of(name)}:\n{last_lines(name)}")
            if folder:
                os.rename(part_of(folder), folder)
    finally:
        for program in running:
            if program["process"].poll() is None:
                # the whole group, for maven and mmdebstrap have children of their own
                os.killpg(program["process"].pid, signal.SIGTERM)
                program["process"].wait()


def part_of(folder):
    # the number makes it ours: children of a run that was killed may go on writing for a while
    return f"{folder}.part{os.getpid()}"
