import streamlit as st
from latest_answer import latest_answer

# what the columns are called; money is text, the exact digits of the api
COLUMNS = {
    "month": "Month",
    "country": "Country",
    # ids and statuses may be long: they do not push the other columns out of sight
    "status": st.column_config.TextColumn("Status", width=110),
    "order_id": st.column_config.TextColumn("Order", width=150),
    "customer_id": st.column_config.TextColumn("Customer", width=110),
    "product_id": st.column_config.TextColumn("Product", width=130),
    "name": "Name",
    "created_at": st.column_config.TextColumn("Created", width=150),
    "loaded_at": st.column_config.TextColumn("Loaded", width=150),
    "revenue": st.column_config.TextColumn("Revenue", alignment="right", width=100),
    "order_count": st.column_config.NumberColumn("Orders", format="localized", width=80),
    "quantity": st.column_config.NumberColumn("Quantity", format="localized", width=80),
    "topic": "Topic",
    "partition_number": st.column_config.NumberColumn("Partition", width=80),
    "offset_number": st.column_config.NumberColumn("Offset", format="localized", width=80),
    "reason": st.column_config.TextColumn("Reason", width=700),
    "rejected_at": st.column_config.TextColumn("Rejected", width=150),
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
    st.dataframe(table_rows(rows), column_order=columns, column_config=COLUMNS, hide_index=True, height=height)


def table_rows(rows):
    """
    Returns the rows as a table shows them: times as 2026-01-05 10:00:00, and spaces before each revenue, so that
    a click on the column sorts the texts as numbers.
    """
    longest = max(len(row.get("revenue", "")) for row in rows)
    shown = [dict(row) for row in rows]
    for row in shown:
        if "revenue" in row:
            row["revenue"] = row["revenue"].rjust(longest)
        for name in ("created_at", "updated_at", "read_at", "loaded_at", "rejected_at"):
            if row.get(name):
                row[name] = row[name][:19].replace("T", " ")
    return shown
