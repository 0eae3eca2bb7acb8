"""One small stack and two models for all tests of this room, and one live service."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from deploy_builders import Trained, parcels_stack, released, trained

from reference_stack.model_deployment.serve import Service, running
from reference_stack.stack import Stack


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[Trained, Trained]:
    """A model, and one that was taught the opposite."""
    stack = parcels_stack(tmp_path_factory.mktemp("models"), days=6)
    with stack.warehouse() as con:
        return trained(con, stack), trained(con, stack, flip=True)


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    """A stack of its own, with three days of parcels."""
    return parcels_stack(tmp_path)


@pytest.fixture(scope="module")
def live(
    tmp_path_factory: pytest.TempPathFactory, models: tuple[Trained, Trained]
) -> Iterator[tuple[Stack, Service]]:
    """A running service with version 1 released, shared by the tests of a module."""
    stack = parcels_stack(tmp_path_factory.mktemp("live"))
    released(stack.settings, "1", models[0])
    with running(stack.settings) as service:
        yield stack, service
