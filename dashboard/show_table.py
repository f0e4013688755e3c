from decimal import Decimal
import streamlit as st
from streamlit.column_config import DatetimeColumn, NumberColumn, TextColumn

TIME = "YYYY-MM-DD HH:mm:ss"
# ids and texts may be long: with a width they do not push the other columns out of sight
COLUMNS = {
    "month": "Month", "country": "Country", "name": "Name", "topic": "Topic",
    "status": TextColumn("Status", width=110),
    "order_id": TextColumn("Order", width=240),
    "customer_id": TextColumn("Customer", width=110),
    "product_id": TextColumn("Product", width=130),
    "reason": TextColumn("Reason", width=670),
    "created_at": DatetimeColumn("Created", format=TIME, width=150),
    "loaded_at": DatetimeColumn("Loaded", format=TIME, width=150),
    "rejected_at": DatetimeColumn("Rejected", format=TIME, width=150),
    "line_number": NumberColumn("Line", width=50),
    "partition_number": NumberColumn("Partition", width=80),
    "order_count": TextColumn("Orders", alignment="right", width=80),
    "quantity": TextColumn("Quantity", alignment="right", width=80),
    "offset_number": TextColumn("Offset", alignment="right", width=80),
    "revenue": TextColumn("Revenue", alignment="right", width=120),
    "unit_price": TextColumn("Price", alignment="right", width=100),
    "total": TextColumn("Total", alignment="right", width=120),
}
NUMBERS = {"order_count", "quantity", "offset_number", "revenue", "unit_price", "total"}


def show_rows(rows, problem, columns, height="auto", row_height=None):
    if problem:
        st.warning(problem)
    elif rows:
        show_table(rows, columns, height, row_height)
    else:
        st.caption("being worked out ..." if rows is None else "none yet")


def show_table(rows, columns, height="auto", row_height=None):
    # numbers as texts: they look the same in every browser, whatever its language is
    for column in NUMBERS.intersection(columns):
        # money arrives as text, what is counted as a number
        texts = [money_text(row[column]) if isinstance(row[column], str) else f"{row[column]:,}" for row in rows]
        # of the same length, so that a click on the column sorts the texts as numbers
        longest = max(map(len, texts))
        rows = [{**row, column: text.rjust(longest)} for row, text in zip(rows, texts)]
    # a table of this kind draws names as they are: what looks like html or markdown in them stays text
    st.dataframe(rows, column_order=columns, column_config=COLUMNS, hide_index=True, height=height,
                 row_height=row_height)


def money_text(text):
    """Takes 1200.9500; returns 1,200.95."""
    return f"{Decimal(text):,.2f}"
