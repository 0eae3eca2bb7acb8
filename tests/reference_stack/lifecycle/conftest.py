"""One month of the small world, run once without a disturbance."""

import pytest
from world_builders import small_world

from reference_stack.lifecycle.run import run
from reference_stack.settings import Settings
from reference_stack.stack import Stack


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = small_world(tmp_path_factory.mktemp("undisturbed"))
    run(Stack.open(settings))
    return settings
