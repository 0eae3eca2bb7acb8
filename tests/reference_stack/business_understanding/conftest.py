"""The goal of the flights case, and histories in which the truth is known."""

from collections.abc import Callable

import pandas as pd
import pytest
from history_builders import FEATURES, drawn

from reference_stack.case import Goal, read
from reference_stack.features import FeatureSet
from reference_stack.settings import PACKAGE


@pytest.fixture(scope="session")
def goal() -> Goal:
    return read(PACKAGE / "cases" / "flights" / "goal.yaml", Goal)


@pytest.fixture(scope="session")
def features() -> FeatureSet:
    return FEATURES


@pytest.fixture(scope="session")
def history() -> Callable[..., pd.DataFrame]:
    return drawn
