# the api counts waiting and rejected orders only so far
COUNTED_TO = 100_000


def count_text(count):
    """Takes 12345; returns 12,345."""
    return f"{COUNTED_TO:,} or more" if count == COUNTED_TO else f"{count:,}"


def money_text(amount):
    """Takes a decimal such as 1234.5670; returns 1,234.57. Only for the eye: tables show the exact text."""
    return f"{amount:,.2f}"


def age_text(seconds):
    """Takes 185.2; returns 3 minutes."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds // 60:.0f} minutes"
    if seconds < 172_800:
        return f"{seconds // 3600:.0f} hours"
    return f"{seconds // 86_400:,.0f} days"
