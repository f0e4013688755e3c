"""
Health - shows from outside that the dashboard can do its work

INPUT:
    - an answer of its own server, and one of the query api, which asks MySQL for it

OUTPUT:
    - exit code 0, or 1 and what is wrong

FLOW:
    query api -> dashboard -> docker's health check
"""
import sys
import urllib.request
from ask_api import ask_api

if __name__ == "__main__":
    # raises an error where nobody answers
    urllib.request.urlopen("http://127.0.0.1:8501/_stcore/health", timeout=2)
    answer, problem = ask_api("/health/mysql", 2)
    sys.exit(problem)
