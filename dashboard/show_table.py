import streamlit as st
from latest_answer import latest_answer

# what the columns are called; money is text, the exact digits of the api
COLUMNS = {
    "month": "Month",
    "country": "Country",
    # ids and statuses may be long: they do not push the other columns out of sight
    "status": st.column_config.TextColumn("Status", width=110),
    "order_id": st.column_config.TextColumn("Order", width=140),
    "customer_id": st.column_config.TextColumn("Customer", width=110),
    "product_id": st.column_config.TextColumn("Product", width=130),
    "name": "Name",
    "created_at": "Created",
    "loaded_at": "Loaded",
    "revenue": st.column_config.TextColumn("Revenue", alignment="right"),
    "order_count": st.column_config.NumberColumn("Orders", format="localized"),
    "quantity": st.column_config.NumberColumn("Quantity", format="localized"),
    "topic": "Topic",
    "partition_number": "Partition",
    "offset_number": "Offset",
    "reason": "Reason",
    "rejected_at": "Rejected",
}


def ask_or_say_why_not(path):
    """Returns the latest answer; where there is none, it shows a sentence instead and returns None."""
    with st.spinner("asking the query API ..."):
        rows, problem = latest_answer(path)
    if problem:
        st.warning(problem)
    elif rows == []:
        st.caption("none yet")
    return rows


def show_table(rows, columns, height="auto"):
    # a table of this kind draws names as they are: what looks like html or markdown in them stays text
    st.dataframe(padded(rows), column_order=columns, column_config=COLUMNS, hide_index=True, height=height)


def padded(rows):
    """Returns the rows with spaces before each revenue: so a click on the head of the column sorts text as if it were numbers."""
    longest = max(len(row.get("revenue", "")) for row in rows)
    return [dict(row, revenue=row["revenue"].rjust(longest)) if "revenue" in row else row for row in rows]
