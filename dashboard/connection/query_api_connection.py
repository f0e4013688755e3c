import os
import requests

QUERY_API_URL = os.environ.get("QUERY_API_URL", "http://127.0.0.1:8000")


class QueryApi:
    def __init__(self, url):
        self.url = url

    def get(self, path, seconds):
        # a new connection each time: one that is kept may be closed by the api at the moment it is used again
        with requests.Session() as session:
            # the address counts as it stands, whatever proxy the machine has for the internet
            session.trust_env = False
            return session.get(self.url + path, timeout=seconds)


query_api = QueryApi(QUERY_API_URL)
