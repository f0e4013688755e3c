"""
Options for longer rounds:
    python3 local/test.py tests/system/test_kill_loader.py -s --kills 200 --seed 7
    python3 local/test.py tests/system/test_many_orders.py -s --orders 1000000
    python3 local/test.py tests/system/test_stop_signals.py -s --stops 1000
    python3 local/test.py tests/system/test_two_extractors.py -s --frozen 190
"""
import random
import pytest


def pytest_addoption(parser):
    parser.addoption("--kills", type=int, default=20, help="how many random kills each kill test makes")
    parser.addoption("--seed", type=int, default=random.randrange(1_000_000), help="the seed of the random kills")
    parser.addoption("--stops", type=int, default=15, help="how often test_stop_signals.py stops a loader")
    parser.addoption("--frozen", type=int, default=0, help="how long test_two_extractors.py freezes an extractor")
    parser.addoption("--real-orders", default="../shared/real_orders", help="a folder with files of orders")
    parser.addoption("--orders", type=int, default=20000, help="how many orders test_many_orders.py puts through")


@pytest.fixture
def orders(request):
    return request.config.getoption("--orders")


@pytest.fixture
def kills(request):
    return request.config.getoption("--kills")


@pytest.fixture
def seed(request):
    return request.config.getoption("--seed")


@pytest.fixture
def stops(request):
    return request.config.getoption("--stops")


@pytest.fixture
def frozen(request):
    return request.config.getoption("--frozen")
