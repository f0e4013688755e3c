import streamlit as st
from ask_api import ask_api
from streamlit.column_config import DatetimeColumn, NumberColumn, TextColumn

TIME = "YYYY-MM-DD HH:mm:ss"
# ids and texts may be long: with a width they do not push the other columns out of sight
COLUMNS = {
    "month": "Month",
    "country": "Country",
    "name": "Name",
    "topic": "Topic",
    "status": TextColumn("Status", width=110),
    "order_id": TextColumn("Order", width=150),
    "customer_id": TextColumn("Customer", width=110),
    "product_id": TextColumn("Product", width=130),
    "reason": TextColumn("Reason", width=700),
    "created_at": DatetimeColumn("Created", format=TIME, width=150),
    "loaded_at": DatetimeColumn("Loaded", format=TIME, width=150),
    "rejected_at": DatetimeColumn("Rejected", format=TIME, width=150),
    "order_count": NumberColumn("Orders", format="localized", width=80),
    "quantity": NumberColumn("Quantity", format="localized", width=80),
    "partition_number": NumberColumn("Partition", width=80),
    "offset_number": NumberColumn("Offset", format="localized", width=80),
    # text, the exact digits of the api
    "revenue": TextColumn("Revenue", alignment="right", width=100),
}


def ask_or_say_why_not(path):
    """Returns the latest answer; where there is none, it shows a sentence instead and returns None."""
    with st.spinner("asking the query API ..."):
        rows, problem = ask_api(path)
    if problem:
        st.warning(problem)
    elif rows == []:
        st.caption("none yet")
    return rows


def show_list(title, path, columns):
    """Asks the query API and shows its answer as a table below a title."""
    st.subheader(title, anchor=False)
    rows = ask_or_say_why_not(path)
    if rows:
        show_table(rows, columns)


def show_table(rows, columns, height="auto"):
    if "revenue" in columns:
        # of the same length, so that a click on the column sorts the texts as numbers
        longest = max(len(row["revenue"]) for row in rows)
        rows = [dict(row, revenue=row["revenue"].rjust(longest)) for row in rows]
    # a table of this kind draws names as they are: what looks like html or markdown in them stays text
    st.dataframe(rows, column_order=columns, column_config=COLUMNS, hide_index=True, height=height)
