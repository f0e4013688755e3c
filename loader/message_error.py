import hashlib
import hmac
import os

# the extractor signs each batch with this key
BATCH_KEY = os.environ.get("BATCH_KEY", "batchkeythatonlytheservicesknow")


def message_error(msg):
    """
    Takes a Kafka message; returns None where its key is the signature of its value, so that the extractor wrote it,
    else one sentence that says why it is not loaded. Nothing is parsed here: no message can make it fail.
    """
    if msg.value() is None:
        return "the message has no value"
    if msg.key() is None:
        return "the message has no key, and so no signature"
    signature = hmac.new(BATCH_KEY.encode("utf-8"), msg.value(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(msg.key(), signature.encode("ascii")):
        return "the key is not the signature of the value: not written by the extractor, or with another BATCH_KEY"
    return None
