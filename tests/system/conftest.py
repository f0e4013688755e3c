"""After each test of this folder the locks are given back, what is frozen is woken, and the kept services are ended."""
import pytest
from tests.support import restart, row_locks


@pytest.fixture(autouse=True)
def clean_up():
    yield
    row_locks.close_sessions()
    restart.clean_up()
