"""
Does the accounts of a running installation: is every order of MongoDB in MySQL, as it should be?

    python3 local/reconcile.py                look, and print what was found
    python3 local/reconcile.py --send-again   and make orders that are missing or different new, so that they are sent again

It uses the services' variables, and those of .local/env where local/run.py has written it. It writes nothing
but etl_status, and that only with --send-again. Exit code 1: orders are missing or different, and none is on the way.
"""
import os
import sys

VENV = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), ".local", "venv")
PYTHON = os.path.join(VENV, "bin", "python")

if os.path.exists(PYTHON) and os.path.realpath(sys.prefix) != os.path.realpath(VENV):
    # go on with the python that has the packages, as the same process
    os.execv(PYTHON, [PYTHON, os.path.abspath(__file__)] + sys.argv[1:])

import accounts

# of each kind at most so many are named one by one
NAMED = 20


def print_accounts(found):
    count = {name: found.get(name, 0) for name in ("documents", "waiting", "rejected", "sent", "orders")}
    print(f"{count['documents']} documents in MongoDB: {count['waiting']} waiting, {count['rejected']} rejected, {count['sent']} sent")
    print(f"{count['orders']} orders in MySQL")
    print(f"on the way (messages in Kafka that are not loaded yet): {found['on_the_way']}")
    for kind in accounts.KINDS:
        print(f"{kind}: {len(found[kind])}")
        for line in found[kind][:NAMED]:
            print(f"    {line}")
        if len(found[kind]) > NAMED:
            print(f"    and {len(found[kind]) - NAMED} more")


def main():
    if sys.argv[1:] not in ([], ["--send-again"]):
        sys.exit(__doc__)
    found = accounts.do_accounts()
    print_accounts(found)
    if "--send-again" in sys.argv:
        print(f"made new again: {accounts.send_again(found['to_send_again'])} documents")
    if (found["missing"] or found["different"]) and found["on_the_way"] == 0:
        sys.exit(1)


main()
