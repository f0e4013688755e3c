"""
Options for longer rounds:
    python3 local/test.py tests/system/test_chaos.py -s --minutes 10 --seed 7
    python3 local/test.py tests/system/test_many_orders.py -s --orders 1000000
    python3 local/test.py tests/system/test_histories.py -s --histories 10000
    python3 local/test.py tests/system/test_cluster.py -s --cluster 5
    python3 local/test.py tests/system/test_stop_signals.py -s --stops 1000
"""
import random
import pytest


def pytest_addoption(parser):
    parser.addoption("--stops", type=int, default=3, help="how often test_stop_signals.py stops each service")
    parser.addoption("--seed", type=int, default=random.randrange(1_000_000), help="the seed of what comes by chance")
    parser.addoption("--cluster", type=int, default=0, help="how often test_cluster.py makes each fault")
    parser.addoption("--minutes", type=float, default=0.3, help="how long test_chaos.py kills and changes")
    parser.addoption("--real-orders", default="../shared/real_orders", help="a folder with files of orders")
    parser.addoption("--histories", type=int, default=0, help="so many of test_histories.py, other ones in each run")
    parser.addoption("--orders", type=int, default=5000, help="how many orders test_many_orders.py puts through")


@pytest.fixture
def stops(request):
    return request.config.getoption("--stops")


@pytest.fixture
def seed(request):
    return request.config.getoption("--seed")


@pytest.fixture
def minutes(request):
    return request.config.getoption("--minutes")
