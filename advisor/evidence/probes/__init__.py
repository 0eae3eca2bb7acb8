"""The probes: each `<id>.yaml` below this folder with `<id>.py` beside it."""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

from advisor import content
from advisor.errors import ContentError
from advisor.evidence.probe import Probe, ProbeText
from advisor.language import t

FOLDER: Final = Path(__file__).parent


@cache
def load() -> tuple[Probe, ...]:
    """Return every probe, by folder and id; raise ContentError for a bad text."""
    probes = tuple(_load(path) for path in sorted(FOLDER.rglob("*.yaml")))
    ids = [probe.text.id for probe in probes]
    if twice := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        raise ContentError(
            t("probe '{id}' is defined twice; ids are unique", id=twice[0])
        )
    return probes


def read_text(path: Path) -> ProbeText:
    """Return the text of a probe; raise ContentError if it is not what it should be."""
    text = content.read(path, ProbeText)
    if text.id != path.stem:
        raise ContentError(
            t(
                "{name}: id '{id}'; expected '{stem}'",
                name=path.name,
                id=text.id,
                stem=path.stem,
            )
        )
    return text


def _load(path: Path) -> Probe:
    beside = path.with_suffix(".py")
    if not beside.is_file():
        raise ContentError(
            t("{name}: expected {beside} beside it", name=path.name, beside=beside.name)
        )
    below = path.relative_to(FOLDER).with_suffix("").parts
    return Probe(read_text(path), import_module(".".join((__name__, *below))).look)
