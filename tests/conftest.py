"""Golden files: what people read is compared with a kept copy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reference_stack.settings import Settings, quiet

quiet()

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="keep today's outputs as golden"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return a check that a text equals the golden file of that name."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
        kept = path.read_text(encoding="utf-8") if path.exists() else ""
        assert text == kept, f"{name} differs; --update-golden keeps the new text"

    return check


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One month of a small world, run by the reference stack without a disturbance."""
    from world_builders import small_world

    from reference_stack.lifecycle.run import run
    from reference_stack.stack import Stack

    settings = small_world(tmp_path_factory.mktemp("undisturbed"))
    run(Stack.open(settings))
    return settings
