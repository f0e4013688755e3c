"""
Tells docker that the dashboard works: its own server answers, and the query api answers it, with an order of MySQL.
"""
import os
import urllib.request

QUERY_API_URL = os.environ.get("QUERY_API_URL", "http://127.0.0.1:8000")

if __name__ == "__main__":
    # where there is no answer, or another one than 200, this ends with an error and so with exit code 1
    urllib.request.urlopen("http://127.0.0.1:8501/_stcore/health", timeout=2)
    urllib.request.urlopen(f"{QUERY_API_URL}/health/mysql", timeout=2)
