def utc_text(moment):
    """Takes a datetime in UTC as MySQL gives it, or None; returns it as 2026-01-05T10:00:00.123Z, or None."""
    if moment is None:
        return None
    return f"{moment.isoformat(timespec='milliseconds')}Z"
