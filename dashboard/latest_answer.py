import streamlit as st
from ask_api import ask_api


# streamlit keeps each answer for two seconds and hands it to all who look: however many they are, the api is asked once
@st.cache_data(ttl=2, show_spinner=False)
def latest_answer(path, seconds=20):
    """Returns (answer, None), or (None, a sentence), also where it takes longer than `seconds`; see ask_api()."""
    return ask_api(path, seconds)
