# what /docs says above the paths, in markdown

DESCRIPTION = """
Answers questions about the orders that shopetl has brought from MongoDB through Kafka into MySQL. It only reads:
every path is a GET, and nothing that is asked here can change an order.

Open a path, press *Try it out*, then *Execute*. **The examples are real**: each is the answer to the question above it
where the 300 sample orders are loaded.

- **Pages**: a list has at most `limit` entries. For the next page give the parameters named `after` or `before_...` the
  values of the last entry, as they are. A page shorter than `limit` is the last one.
- **Money** is text with four decimals, `"7608.9900"`: exact, never rounded. Revenue is quantity times unit price of all
  lines of the orders that are not `CANCELLED`.
- **Dates** are in UTC, `2026-01-05T10:00:00.123Z`. A question may use any time zone; a `+` in it is written `%2B`.
- **Ids** are 1 to 64 characters of any kind and are compared exactly: `A1`, `a1` and `A1` with a space behind it are three.
  In a path an id is percent-encoded, so `A/1 B` is `A%2F1%20B`. No path can carry the ids `.` and `..`: ask
  `/api/orders?order_id=..` for such an order, and `/api/orders?customer_id=..` for the orders of such a customer.
- **Texts** such as status and category are compared exactly too. What is not plain ASCII is percent-encoded, `é` as `%C3%A9`.
- **Wrong questions** are refused and never guessed at: 422 names a parameter that is wrong, unknown or given twice.
  An id that nobody has is 404. A filter that nothing matches is no mistake: the answer is the empty list `[]`.
"""

TAGS = [
    {"name": "orders", "description": "Orders, the newest first, and each one whole with its customer and its lines."},
    {"name": "customers", "description": "Who has ordered."},
    {"name": "products", "description": "What has been ordered."},
    {"name": "reports", "description": "Sums and counts over all orders. A report is worked out once for all who ask at the same time, and "
     "remembered: its answer may be old by twenty times the time it took to work out, well under a second in a small shop."},
    {"name": "pipeline", "description": "How far the loading has come, and what could not be loaded."},
    {"name": "health", "description": "For whoever watches over the service."},
]
