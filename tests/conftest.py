"""
Options for longer rounds:
    python3 local/test.py tests/test_kill_loader.py -s --kills 200 --seed 7
    python3 local/test.py tests/test_many_orders.py -s --orders 1000000
"""
import random
import pytest


def pytest_addoption(parser):
    parser.addoption("--kills", type=int, default=20, help="how many random kills each kill test makes")
    parser.addoption("--seed", type=int, default=random.randrange(1_000_000), help="the seed of the random kills")
    parser.addoption("--orders", type=int, default=10000, help="how many orders test_many_orders.py puts through")


@pytest.fixture
def orders(request):
    return request.config.getoption("--orders")


@pytest.fixture
def kills(request):
    return request.config.getoption("--kills")


@pytest.fixture
def seed(request):
    return request.config.getoption("--seed")
