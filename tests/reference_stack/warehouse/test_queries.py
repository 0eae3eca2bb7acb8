"""SQL lives in files, and each says its grain first."""

from pathlib import Path

import pytest

from reference_stack.errors import CaseError
from reference_stack.settings import PACKAGE
from reference_stack.warehouse import query

SHIPPED = sorted(PACKAGE.rglob("*.sql"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_sql_file_says_its_grain_in_its_first_line(path: Path) -> None:
    assert query(path).grain


def test_a_file_without_a_grain_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "weather.sql"
    path.write_text("SELECT 1")

    with pytest.raises(CaseError, match=r"weather\.sql:1.*grain"):
        query(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="gone"):
        query(tmp_path / "gone.sql")


def test_the_grain_is_split_into_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "weather.sql"
    path.write_text("-- grain: origin, departure_hour\n-- more\nSELECT 1")

    found = query(path)
    assert (found.name, found.grain) == ("weather", ("origin", "departure_hour"))
