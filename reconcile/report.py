from collections import Counter

MISSING, DIFFERENT, FUTURE = "missing", "different", "claimed in the future"
CUSTOMER, PRODUCT = "customer different", "product different"
OLDER, UNCLAIMED = "MongoDB older than MySQL", "new and never claimed"
ONLY_IN_MYSQL, SEVERAL_DOCUMENTS = "only in MySQL", "several documents with one order_id"
OLDER_ROW, TOO_LARGE = "REJECTED with an older row", "too large to be marked"
RESENT_AND_RIGHT, RESENT_AND_CHANGED = "resent and right now", "resent and rejected or changed since"
DELETED_NOW = "deleted now"
# these are no more than counted
RIGHT, CLAIMED_SINCE, IN_MYSQL = "in MySQL as in MongoDB", "claimed since", "orders in MySQL"

# --resend makes these right
RESENT = (MISSING, DIFFERENT, CUSTOMER, PRODUCT, FUTURE)
# exit code 1
WRONG = (*RESENT, OLDER, UNCLAIMED)
# in the sum of the last line too, with exit code 0
NAMED = (ONLY_IN_MYSQL, SEVERAL_DOCUMENTS, OLDER_ROW, TOO_LARGE, RESENT_AND_RIGHT, RESENT_AND_CHANGED, DELETED_NOW)
# of each kind at most so many are named one by one
MAX_EXAMPLES = 20
# of all kinds together at most so many ids are kept, to be resent or to be marked deleted
MAX_IDS = 100_000


def report(findings):
    """
    Goes through (kind, sentence, id), one after the other, and prints each kind as 'kind: number', with examples below
    it. Returns {kind: number}, and {kind: ids} of what can be resent or marked deleted.
    """
    counts, examples, ids, kept = Counter(), {}, {}, 0
    for kind, sentence, id in findings:
        counts[kind] += 1
        if sentence is None:
            continue
        if counts[kind] <= MAX_EXAMPLES:
            examples.setdefault(kind, []).append(sentence)
        if kind in (*RESENT, OLDER, ONLY_IN_MYSQL) and kept < MAX_IDS:
            ids.setdefault(kind, []).append(id)
            kept += 1
    if kept == MAX_IDS:
        print(f"{MAX_IDS:,} ids are kept, for this run, and the others are for the next one")
    for kind, count in counts.items():
        print(f"{kind}: {count:,}")
        for sentence in examples.get(kind, []):
            print(f"    {sentence}")
        if kind in examples and count > MAX_EXAMPLES:
            print(f"    and {count - MAX_EXAMPLES:,} more")
    return counts, ids


def conclude(counts, document_count, refused):
    """
    Takes counts by kind, the number of documents, and why nothing was marked deleted, or None.
    Returns (exit code, one sentence): all that is not 0, and what to do.
    """
    is_wrong = any(counts[kind] for kind in WRONG)
    parts = [] if is_wrong else ["nothing is missing or different"]
    parts += [f"{counts[kind]:,} {kind}" for kind in (*WRONG, *NAMED) if counts[kind]]
    sentence = f"{', '.join(parts)} of {document_count:,} documents"
    if any(counts[kind] for kind in RESENT):
        sentence += ": --resend sends them once more"
    elif counts[OLDER]:
        sentence += ": see An older MongoDB in RUN.md"
    elif counts[UNCLAIMED]:
        sentence += ": the extractor does not get to them, see its log"
    if refused:
        sentence += f"; nothing is marked deleted, for {refused}"
    return int(is_wrong or refused is not None), sentence
