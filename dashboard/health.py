"""
Health - docker's health check of the dashboard: exit code 0, or 1 and the error

FLOW:
    query api, which asks MySQL -> dashboard -> docker
"""
import urllib.request
from connection.query_api_connection import query_api

# both raise an error where there is no answer or a bad one
urllib.request.urlopen("http://127.0.0.1:8501/_stcore/health", timeout=2)
query_api.get("/health/mysql", 2).raise_for_status()
