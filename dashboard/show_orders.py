from urllib.parse import quote
import streamlit as st
from ask_api import ask_api
from show_table import money_text, show_rows, show_table


def show_orders():
    """The newest orders, and one that is looked up by its id."""
    st.subheader("Newest orders", anchor=False)
    orders, problem = ask_api("/api/orders?limit=6")
    show_rows(orders, problem, ["created_at", "order_id", "customer_id", "status", "total", "loaded_at"])
    order_id = st.text_input("Find an order by its id", placeholder="for example SO-2025-00001", width=400)
    if order_id:
        order, problem = ask_api(f"/api/orders/{quote(order_id, safe='')}")
        if problem:
            st.info(problem, icon=":material/search_off:")
        else:
            show_order(order, order["customer"])


def show_order(order, customer):
    with st.container(border=True):
        # st.text draws names as they are: what looks like html or markdown in them stays text
        st.text(f"{order['order_id']}: {order['status']}, total {money_text(order['total'])}, "
                f"of {order['created_at'][:19].replace('T', ' ')}")
        st.text(f"{customer['name']}, {customer['country']}, {customer['email']}, customer {order['customer_id']}")
        show_table(order["lines"], ["line_number", "product_id", "name", "category", "quantity", "unit_price"])
        if order["deleted_at"]:
            st.text("This order is no longer in MongoDB.")
