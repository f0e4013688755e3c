"""
What a process has cost: CPU seconds and peak memory, as Linux counts them in /proc.
"""
import os
from pathlib import Path

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    # the numbers begin behind the name in brackets, which may hold spaces
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / CLOCK_TICKS


def peak_memory(pid):
    """Returns it in MiB, or None for a process that has ended."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024


def cpu_seconds_of_ended(process):
    """Waits until a process ends by itself, and returns what it has cost from its start to its end."""
    usage = os.wait4(process.pid, 0)[2]
    # nobody has to wait for it again
    process.returncode = 0
    # usage knows a peak memory too, but that begins with the peak of the process that started this one
    return usage.ru_utime + usage.ru_stime
