"""The command `platforms`: what it lists, and what it says to a strange id."""

import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from typing import Any

import pytest

from advisor.advise.catalogue import GROUPS, Catalogue, load_catalogue
from advisor.advise.integrations import Integrations
from advisor.cli import main
from advisor.report import markdown, platforms, text

CATALOGUE = load_catalogue()
TODAY = date(2026, 11, 22)


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["platforms", *arguments])
    return code, out.getvalue(), err.getvalue()


def listed(*arguments: str) -> Any:
    code, out, _ = run(*arguments, "--format", "json")
    assert code == 0
    return json.loads(out)


def test_json_holds_every_platform_with_every_cell() -> None:
    found = listed()

    assert found["schema_version"] == 1
    assert found["content_digest"] == CATALOGUE.digest
    assert [p["id"] for p in found["platforms"]] == list(CATALOGUE.by_id)
    assert all(len(p["cells"]) == 23 for p in found["platforms"])
    assert found["counts_by_basis"] == dict(CATALOGUE.counts_by_basis())


def test_json_holds_the_anchors_and_the_integrations_of_what_is_listed() -> None:
    found = listed("--group", "cloud")
    ids = {p["id"] for p in found["platforms"]}

    assert len(found["capabilities"]) == 23
    assert all(len(c["anchors"]) == 4 for c in found["capabilities"])
    assert found["integrations"]
    assert all({e["a"], e["b"]} & ids for e in found["integrations"])
    assert {e["b"] for e in found["integrations"]} <= {
        *CATALOGUE.by_id,
        *found["tools"],
    }


def test_json_tells_what_may_be_recommended() -> None:
    over = {p["id"] for p in listed()["platforms"] if not p["recommended"]}

    assert {"algorithmia", "modeldb", "neptune", "whylogs"} <= over


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_and_a_capability_narrow_the_list_together(group: str) -> None:
    both = listed("--group", group, "--capability", "online_inference")["platforms"]
    ids = {p["id"] for p in both}

    assert ids == {p.id for p in CATALOGUE.by_group(group)} & {
        p.id for p in CATALOGUE.with_capability("online_inference")
    }
    assert all(p["cells"]["online_inference"]["depth"] for p in both)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--capability", "auto_ml"), "expected one of data_preparation"),
        (("--group", "saas"), "expected one of model_training, mlops_core"),
    ],
)
def test_a_strange_id_gives_one_line_and_exit_code_2(
    arguments: tuple[str, str], expected: str
) -> None:
    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert f"'{arguments[1]}': {expected}" in err


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_what_people_read_names_the_basis_of_every_kind(form: str) -> None:
    code, out, _ = run("--format", form)

    assert code == 0
    for basis, count in CATALOGUE.counts_by_basis().items():
        assert basis in out
        assert str(count) in out


def test_an_ended_platform_stands_apart_with_its_successor() -> None:
    _, out, _ = run()
    before, _, after = out.partition("never recommended")

    assert "Neptune.ai" not in before
    assert "Neptune.ai" in after


def test_who_might_offer_it_is_named_as_not_known() -> None:
    _, out, _ = run("--capability", "low_latency_gpu")

    assert "Not known" in out
    assert "Valohai" in out.partition("Not known")[2]


def test_a_capability_reads_as_agreed(golden: Callable[[str, str], None]) -> None:
    few = Catalogue(
        capabilities=CATALOGUE.capabilities,
        platforms=tuple(CATALOGUE.by_id[id_] for id_ in ("feast", "neptune", "zenml")),
        integrations=Integrations(tools={}, integrations=()),
    )
    selection = platforms.choose(few, "model_registry", None, TODAY)
    document = platforms.document(few, selection)

    golden("platforms.txt", text.render(document))
    golden("platforms.md", markdown.render(document))
