"""
Starts and stops other programs, and finds free ports.
A started program is a plain dict: name, command, environment, process, started_at.
Whatever it prints goes to .local/log/NAME.log.
"""
import random
import shutil
import socket
import subprocess
import time

given_ports = set()


def when_we_die(sign):
    """The beginning of a command whose program gets this signal from the kernel when we die, even by kill -9."""
    if shutil.which("setpriv"):
        return ["setpriv", "--pdeathsig", sign, "--"]
    return []


def start_process(name, command, environment):
    with open(log_of(name), "ab") as log:
        # a session of its own: ctrl-c in the terminal reaches only us, and we stop things in order
        process = subprocess.Popen(when_we_die("KILL") + command, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log, start_new_session=True)
    return {"name": name, "command": command, "environment": environment,
            "process": process, "started_at": time.monotonic()}


def stop_processes(processes, sign, seconds):
    for program in processes:
        if program["process"].poll() is None:
            program["process"].send_signal(sign)
    end = time.monotonic() + seconds
    for program in processes:
        try:
            program["process"].wait(max(0, end - time.monotonic()))
            print(program["name"], "stopped", flush=True)
        except subprocess.TimeoutExpired:
            program["process"].kill()
            program["process"].wait()
            print(program["name"], "did not stop within", seconds, "s and was killed", flush=True)


def log_of(name):
    return f".local/log/{name}.log"


def last_lines(name):
    with open(log_of(name), encoding="utf-8", errors="replace") as log:
        return "".join(log.readlines()[-15:])


def how_it_ended(program):
    code = program["process"].poll()
    if code < 0:
        return f"by signal {-code}"
    return f"with exit code {code}"


def port_is_open(port):
    with socket.socket() as connection:
        connection.settimeout(1)
        return connection.connect_ex(("127.0.0.1", port)) == 0


def port_is_free(port):
    with socket.socket() as listener:
        # without this a port whose last server has just stopped would count as taken
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


def find_free_port(wanted=None):
    if wanted and port_is_free(wanted):
        return wanted
    # below 32768, so that no outgoing connection can take it while a server is started again
    port = random.randrange(20000, 32000)
    # one that was given out a moment ago is still free, until its server has started
    while port in given_ports or not port_is_free(port):
        port = random.randrange(20000, 32000)
    given_ports.add(port)
    if wanted:
        print(f"port {wanted} is in use, taking {port}", flush=True)
    return port
