"""
The fault steps of compose_check.py: kill, stop, scale, freeze. After each of them every order must still be there.
"""
import time

from compose.project import SERVERS, SERVICES, compose, containers, settings, signal_from_host, state_of, wait_until
from compose.smoke_steps import become_healthy_again, seed, up, wait_for_all_orders

GROUPS = "/opt/kafka/bin/kafka-consumer-groups.sh --bootstrap-server kafka:9092 --describe --members --group"


def restarts(services):
    return [container["RestartCount"] for container in containers(services)]


def kill_main_processes(services):
    before = restarts(services)
    signal_from_host("KILL", services)
    time.sleep(1)
    seen = become_healthy_again(180)
    # docker alone has restarted them
    assert all(after > count for after, count in zip(restarts(services), before)), f"{before} {restarts(services)}"
    return seen


def kill_each_in_turn():
    seen = []
    for service in SERVERS + SERVICES:
        seed("--more", "3000")
        seen.append(f"{service} {kill_main_processes([service])}")
    return "; ".join(seen) + "; " + wait_for_all_orders()


def kill_all():
    seed("--more", "3000")
    return f"{kill_main_processes(SERVERS + SERVICES)}; {wait_for_all_orders()}"


def compose_kill():
    seed("--more", "3000")
    compose("kill")
    time.sleep(3)
    assert {state_of(container) for container in containers([])} == {"exited"}
    return f"all stayed down, then {up()}; {wait_for_all_orders()}"


def three_loaders():
    up("--scale", "loader=3")

    def each_has_a_partition():
        members = compose("exec", "-T", "kafka", *GROUPS.split(), settings["KAFKA_GROUP_ID_LOADER"], check=False)
        counts = [line.split()[4] for line in members.splitlines() if "/" in line]
        return counts == ["1", "1", "1"]

    assert wait_until(each_has_a_partition, 60), "the partitions are not shared"
    seed("--more", "6000")
    return f"one partition each; {wait_for_all_orders()}"


def stop_at_work():
    seed("--more", "6000")
    seen = []
    for service in SERVICES:
        started = time.monotonic()
        compose("stop", service)
        seconds = time.monotonic() - started
        codes = [container["State"]["ExitCode"] for container in containers([service])]
        seen.append(f"{service} {seconds:.1f} s")
        assert seconds < 3 and set(codes) == {0}, f"{service}: {seconds:.1f} s, exit codes {codes}"
    return f"{', '.join(seen)}; then {up()}; {wait_for_all_orders()}"


def down_and_up():
    before = wait_for_all_orders()
    compose("down")
    up()
    after = wait_for_all_orders()
    assert before == after, f"{before}\n{after}"
    return f"the data is kept: {after}"


def freeze():
    services = ["extractor", "loader"]
    signal_from_host("STOP", services)
    started = time.monotonic()

    def both_unhealthy():
        return {state_of(container) for container in containers(services)} == {"unhealthy"}

    noticed = wait_until(both_unhealthy, 120)
    seconds = time.monotonic() - started
    reasons = "; ".join(container["State"]["Health"]["Log"][-1]["Output"].strip() for container in containers(services))
    # what run.md says to do
    compose("restart", *services)
    assert noticed, "a frozen service still counts as healthy"
    return f"unhealthy after {seconds:.0f} s ({reasons}); after docker compose restart {become_healthy_again(60)}"
