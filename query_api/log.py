import logging

# uvicorn's own log, so that all lines look alike and begin with their time
log = logging.getLogger("uvicorn")
for handler in log.handlers:
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
