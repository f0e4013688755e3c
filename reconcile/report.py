from collections import Counter
from .compare_order import CUSTOMER, FUTURE, OLDER, PRODUCT
from .find_deleted import ONLY_IN_MYSQL, SEVERAL_DOCUMENTS
from .find_unclaimed import UNCLAIMED

# of each kind at most so many are named one by one
MAX_EXAMPLES = 20
# of all kinds together at most so many ids are kept, to be resent or to be marked deleted
MAX_IDS = 100_000
# --resend makes these right
RESENT = ("missing", "different", CUSTOMER, PRODUCT, FUTURE)
# exit code 1
WRONG = (*RESENT, OLDER, UNCLAIMED)
# in the sum of the last line too, with exit code 0
NAMED = (
    ONLY_IN_MYSQL, SEVERAL_DOCUMENTS, "REJECTED with an older row", "too large to be marked",
    "resent and right now", "resent and rejected or changed since", "deleted now",
)


def collect(findings):
    """
    Goes through (kind, sentence, id), one after the other, and returns, each by kind: "counts", "examples" of the
    sentences, and "ids" of what can be resent or marked deleted.
    """
    counts, examples, ids, kept = Counter(), {}, {}, 0
    for kind, sentence, id in findings:
        counts[kind] += 1
        if sentence is None:
            continue
        if len(examples.setdefault(kind, [])) < MAX_EXAMPLES:
            examples[kind].append(sentence)
        if kind in (*RESENT, OLDER, ONLY_IN_MYSQL) and kept < MAX_IDS:
            ids.setdefault(kind, []).append(id)
            kept += 1
    if kept == MAX_IDS:
        print(f"{MAX_IDS:,} ids are kept, for this run, and the others are for the next one")
    return {"counts": counts, "examples": examples, "ids": ids}


def print_found(found):
    """Prints each kind as 'kind: number', with examples below it."""
    for kind, count in found["counts"].items():
        examples = found["examples"].get(kind, [])
        print(f"{kind}: {count:,}")
        for sentence in examples:
            print(f"    {sentence}")
        if examples and count > len(examples):
            print(f"    and {count - len(examples):,} more")


def conclude(counts, document_count, refused):
    """
    Takes counts by kind, the number of documents, and why nothing was marked deleted, or None.
    Returns (exit code, one sentence): all that is not 0, and what to do.
    """
    parts = [f"{counts[kind]:,} {kind}" for kind in (*WRONG, *NAMED) if counts[kind]]
    if not any(counts[kind] for kind in WRONG):
        parts.insert(0, "nothing is missing or different")
    sentence = f"{', '.join(parts)} of {document_count:,} documents"
    if any(counts[kind] for kind in RESENT):
        sentence += ": --resend sends them once more"
    elif counts[OLDER]:
        sentence += ": see An older MongoDB in RUN.md"
    elif counts[UNCLAIMED]:
        sentence += ": the extractor does not get to them, see its log"
    if refused:
        sentence += f"; nothing is marked deleted, for {refused}"
    return int(refused is not None or any(counts[kind] for kind in WRONG)), sentence
