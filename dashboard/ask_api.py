import threading
import time
import requests
import streamlit as st
from connection.query_api_connection import query_api

# sales are worked out from many orders: however large the shop is, five reports cost mysql less than 2 % of a core
REST = 300
sales = {}


# streamlit keeps each answer for two seconds and hands it to all who look: however many they are, the api is asked once
@st.cache_data(ttl=2, show_spinner=False)
def ask_api(path, seconds=20):
    """Asks the query api one question; returns (answer, None), or (None, a sentence that says why there is none)."""
    # the only try of the dashboard: each question is a health check too, for the api may go away at any moment
    try:
        response = query_api.get(path, seconds)
        if response.status_code == 200:
            return response.json(), None
        if response.status_code in (404, 503):
            return None, response.json()["detail"]
    except requests.Timeout:
        return None, f"The query API did not answer within {seconds} seconds."
    except requests.RequestException:
        return None, "The query API is away."
    return None, f"The query API cannot answer now (status {response.status_code})."


def ask_sales(name, path):
    """
    Asks for a report in a thread of its own, so that a slow one holds up nothing, and again when its answer is old.
    Returns the newest answer as {"rows", "problem", "asked_at"}; rows and problem are None before the first one.
    """
    answer = sales.setdefault(name, {"rows": None, "problem": None, "asked_at": None, "ask_again": 0})
    if answer["ask_again"] <= time.monotonic():
        # nobody else asks while this question is under way
        answer["ask_again"] = float("inf")
        thread = threading.Thread(target=work_out, args=(path, answer), daemon=True)
        thread.start()
        # most answers are there at once, and need no second round of the page
        thread.join(1)
    return answer


def work_out(path, answer):
    began = time.monotonic()
    rows, problem = ask_api(path, 120)
    answer["problem"] = problem
    if problem is None:
        answer["rows"], answer["asked_at"] = rows, time.strftime("%H:%M:%S", time.gmtime())
    seconds = time.monotonic() - began
    # what fails after a minute, on a machine that is too busy, has cost as much as an answer
    answer["ask_again"] = time.monotonic() + max(2, (20 if problem else REST) * seconds)
