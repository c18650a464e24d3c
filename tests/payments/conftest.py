"""The world of these tests, in one transaction or with real commits."""

import pytest

from tests.payments.world import World, fee


@pytest.fixture
def world(db: None) -> World:
    """Fees: `entry` 30 USD, `paper` 20,000 SYP, `mixed` both currencies at once, `free` nothing."""
    return make_world()


@pytest.fixture
def committed_world(transactional_db: None) -> World:
    """The same for tests with several connections."""
    return make_world()


def make_world() -> World:
    world = World()
    fee("entry", "30")
    fee("paper", "20000", "SYP")
    fee("mixed", "10")
    fee("mixed", "55000", "SYP")
    fee("free", "0")
    return world
