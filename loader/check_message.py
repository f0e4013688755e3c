import hashlib

# with these every message of the extractor begins, see to_bytes() in extractor/send_page.py; a page is never empty
FIRST_BYTES = b'{"orders": [{'


def reason_to_reject(msg):
    """
    Takes a kafka message; returns None for a page that the extractor wrote, complete and unchanged,
    else one sentence that says why it is none. Nothing is parsed here, so no message can make it fail.
    """
    if msg.value() is None:
        return "the message has no value"
    # this comes before the headers: a stranger's header with a name that is not utf-8 makes msg.headers() raise
    if not msg.value().startswith(FIRST_BYTES):
        return "the value does not begin as a page of orders does"
    headers = dict(msg.headers() or [])
    if headers.get("schema") != b"orders.v1":
        return "the message has no header schema: orders.v1"
    if headers.get("sha256") != hashlib.sha256(msg.value()).hexdigest().encode("ascii"):
        return "the header sha256 is not the hash of the value"
    return None
