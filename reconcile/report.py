from collections import Counter

# of each kind at most so many are named one by one
EXAMPLES = 20
# what takes longer than this to arrive is stuck
LONGEST_FLIGHT_SECONDS = 300
KINDS = (
    "new", "SENDING", "missing", "different", "only in MySQL", "customers different", "products different",
    "several documents with one order_id", "rejected with an older version in MySQL", "unknown etl_status",
    "too large to be marked",
)
# with one of these mysql does not show what mongodb has
DIFFERENCES = ("missing", "different", "customers different", "products different")


def new_findings():
    """Returns an empty result: counts by label, examples by kind, the _ids to resend, the order_ids to mark DELETED."""
    return {
        "counts": Counter(), "examples": {kind: [] for kind in KINDS}, "resend": [], "renew": [], "gone": [],
        "right texts": {}, "SENDING seconds": 0, "Kafka seconds": 0,
    }


def note(found, kind, text):
    """Counts one more of a kind, and keeps the text about it while there are few."""
    found["counts"][kind] += 1
    if len(found["examples"][kind]) < EXAMPLES:
        found["examples"][kind].append(text)


def print_report(found):
    """Prints each count as 'label: number', with examples below it."""
    counts = found["counts"]
    print(f"SENT: {counts['SENT']} documents in MongoDB")
    print(f"REJECTED: {counts['REJECTED']} documents in MongoDB")
    print(f"orders in MySQL: {counts['orders in MySQL']}")
    print(f"deleted: {counts['deleted']} of them, which are no longer in MongoDB")
    print(f"in Kafka: {counts['in Kafka']} messages" + waited(found["Kafka seconds"]))
    for kind in KINDS:
        print(f"{kind}: {counts[kind]}" + (waited(found["SENDING seconds"]) if kind == "SENDING" else ""))
        for text in found["examples"][kind]:
            print(f"    {text}")
        if counts[kind] > EXAMPLES:
            print(f"    and {counts[kind] - EXAMPLES} more")


def waited(seconds):
    return f", the oldest has waited for {seconds:.0f} seconds" if seconds else ""


def conclude(found):
    """Takes what was found; returns (exit code, one sentence that says why)."""
    counts = found["counts"]
    if found["Kafka seconds"] > LONGEST_FLIGHT_SECONDS:
        return 1, f"the oldest message in Kafka has waited for {found['Kafka seconds']:.0f} seconds: does a loader run?"
    if found["SENDING seconds"] > LONGEST_FLIGHT_SECONDS:
        return 1, f"an order has been SENDING for {found['SENDING seconds']:.0f} seconds: does an extractor run?"
    different = sum(counts[kind] for kind in DIFFERENCES)
    if different == 0:
        return 0, "nothing is missing or different"
    if counts["new"] + counts["SENDING"] + counts["in Kafka"]:
        return 0, f"{different} missing or different, but something is in flight: reconcile again in a minute"
    return 1, f"{different} missing or different, and nothing is in flight: --resend sends them once more"
