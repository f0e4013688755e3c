import requests
import streamlit as st
from connection.query_api_connection import query_api


# streamlit keeps each answer for two seconds and hands it to all who look: however many they are, the api is asked once
@st.cache_data(ttl=2, show_spinner=False)
def ask_api(path, seconds=20):
    """Asks the query api one question; returns (answer, None), or (None, a sentence that says why there is none)."""
    # the only try of the dashboard: each question is a health check too,
    # for the api may go away at any moment, also in the middle of an answer
    try:
        response = query_api.get(path, seconds)
        if response.status_code == 200:
            return response.json(), None
        if response.status_code == 503:
            # /health/mysql has no detail
            return None, response.json().get("detail", "MySQL does not answer the query API.")
    except requests.Timeout:
        return None, f"The query API did not answer within {seconds} seconds."
    except requests.RequestException:
        return None, "The query API is away."
    return None, f"The query API cannot answer now (status {response.status_code})."
