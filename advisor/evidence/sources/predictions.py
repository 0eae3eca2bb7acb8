"""A log of predictions: JSON lines, CSV or Parquet, read by what its fields are called.

Of a large file lines are read at even distances, so counts are of all lines and shares
are of those that were read.
"""

import csv
import io
import json
import math
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from advisor.errors import EvidenceError
from advisor.evidence.sources import predictions_parquet
from advisor.evidence.sources.predictions_parquet import Sampled
from advisor.evidence.sources.skipped import Skipped
from advisor.language import t

MOST_FILES: Final = 20_000
MOST_BYTES: Final = 2_000_000_000
MOST_LINE: Final = 1_000_000
MOST_ROWS: Final = 60_000
MOST_PER_FILE: Final = 400
MOST_DEPTH: Final = 3

# What a field says, by its names in the logs of common tools.
_NAMES: Final = {
    "answer": "prediction predictions predicted pred probability proba score scores "
    "output outputs y_pred yhat predicted_label predicted_class predict result",
    "request": "request_id requestid req_id prediction_id inference_id event_id eventid "
    "uuid trace_id correlation_id inferenceid transaction_id",
    "version": "version model_version modelversion model_id model_uri model_digest "
    "modelversionid deployed_model_id run_id",
    "at": "made_at timestamp time ts at created_at event_time datetime logged_at "
    "predicted_at request_time inference_time inferencetime prediction_time",
    "features": "features inputs input instances request payload feature_values x data "
    "endpointinput",
    "arm": "arm variant group bucket treatment cohort experiment",
    "outcome": "actual outcome label target truth ground_truth y_true actual_value",
}
_KINDS: Final = {name: kind for kind, names in _NAMES.items() for name in names.split()}
# Fields about a prediction and its making, which are no features of the case.
_ABOUT: Final = re.compile(
    r"(^|_)(id|ids|ms|mb|seconds|latency|duration|elapsed|status|code|error|problem|"
    r"decision|threshold|host|worker|pod|level|message|logger|user|session|url|path|"
    r"method|service|model|name|environment|other|version|date|hash|digest)(_|$)"
)
_MANY: Final = 3
_MILLISECONDS: Final = 1e11


@dataclass(frozen=True, slots=True)
class Row:
    """One prediction that was read; what the line does not say is None."""

    place: str
    line: int
    at: datetime | None
    request: str | None
    version: str | None
    arm: str | None
    features: bool
    outcome: bool


@dataclass(frozen=True)
class Predictions:
    """A log: `rows` were read of `lines` in all; `written` is when it last grew."""

    place: str
    lines: int
    rows: tuple[Row, ...]
    fields: frozenset[str]
    written: datetime | None
    files: int
    skipped: tuple[Skipped, ...] = ()

    @property
    def versions(self) -> Mapping[str, int]:
        """How many of the rows that were read each version made."""
        return Counter(row.version for row in self.rows if row.version)

    @property
    def first(self) -> datetime | None:
        """The earliest time in the log."""
        return min((row.at for row in self.rows if row.at), default=None)

    @property
    def last(self) -> datetime | None:
        """The latest time in the log."""
        return max((row.at for row in self.rows if row.at), default=None)

    def share(self, of: str) -> float:
        """Return the part of the rows that says its `request`, `version` and so on."""
        known = sum(getattr(row, of) not in (None, False) for row in self.rows)
        return known / len(self.rows) if self.rows else 0.0


@dataclass
class _Reading:
    folder: Path
    per_file: int = MOST_PER_FILE
    lines: int = 0
    size: int = 0
    rows: list[Row] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    written: float = 0.0
    files: int = 0
    skipped: list[Skipped] = field(default_factory=list)

    def skip(self, path: Path, reason: str) -> None:
        """Note what was not read."""
        self.skipped.append(Skipped(place=self.name(path), reason=reason))

    def name(self, path: Path) -> str:
        """Return the path of a file below what was given."""
        return path.relative_to(self.folder).as_posix()


def read(path: Path) -> Predictions | None:
    """Return a log, None where nothing in it is a prediction or may be one.

    Raises EvidenceError where there is no file and no folder.
    """
    if not path.exists():
        raise EvidenceError(
            t("{path}: does not exist; expected a prediction log", path=path)
        )
    folder = path if path.is_dir() else path.parent
    files = list(_files(path))
    reading = _Reading(
        folder, max(20, min(MOST_PER_FILE, MOST_ROWS // max(1, len(files))))
    )
    for file in files:
        try:
            _read(reading, file)
        except OSError as fault:
            reading.skip(file, os.strerror(fault.errno or 0))
    if not reading.rows and not reading.skipped:
        return None
    return Predictions(
        place=path.name,
        lines=reading.lines,
        rows=tuple(reading.rows),
        fields=frozenset(reading.fields),
        written=datetime.fromtimestamp(reading.written, UTC) if reading.rows else None,
        files=reading.files,
        skipped=tuple(reading.skipped),
    )


def _files(path: Path) -> Iterator[Path]:
    """Yield the files of a log, no links, in order of their names."""
    if path.is_file():
        yield path
        return
    count = 0
    for folder, below, names in os.walk(path):
        below.sort()
        for name in sorted(names):
            file = Path(folder, name)
            if file.is_symlink() or not file.is_file():
                continue
            count += 1
            if count > MOST_FILES:
                return
            yield file


def _read(reading: _Reading, path: Path) -> None:
    kind = path.suffix.lower()
    if kind in (".gz", ".zst", ".avro"):
        reading.skip(path, f"{kind} is not read; expected JSON lines, CSV or Parquet")
        return
    if kind not in (".jsonl", ".ndjson", ".json", ".csv", ".log", ".parquet"):
        return
    found = path.stat()
    if reading.size + found.st_size > MOST_BYTES:
        reading.skip(path, f"beyond {MOST_BYTES:,} bytes of the log")
        return
    reading.size += found.st_size
    sample = (
        predictions_parquet.sampled(path, reading.per_file)
        if kind == ".parquet"
        else _sampled(path, reading.per_file)
    )
    if sample is None:
        reading.skip(path, "no Parquet file that can be read")
        return
    before = len(reading.rows)
    for number, parsed in sample.rows:
        row = _row(parsed, reading.name(path), number)
        if row is not None:
            reading.fields.update(str(key) for key in parsed)
            reading.rows.append(row)
    if len(reading.rows) > before:
        reading.lines += sample.count
        reading.files += 1
        reading.written = max(reading.written, found.st_mtime)


def _sampled(path: Path, most: int) -> Sampled:
    """Return about `most` lines of a text file and how many there are in all."""
    with path.open("rb") as opened:
        content = opened.read(MOST_BYTES)
    header = _header(content) if path.suffix.lower() == ".csv" else None
    lines = content.count(b"\n") + (not content.endswith(b"\n") and bool(content))
    chosen = _chosen(content, lines, most, header is not None)
    rows = ((number, _parsed(raw, header)) for number, raw in chosen)
    return Sampled(lines - (header is not None), rows)


def _chosen(
    content: bytes, lines: int, most: int, header: bool
) -> Iterator[tuple[int, bytes]]:
    """Yield lines at even distances with their numbers, the last one too."""
    step = max(1, math.ceil(lines / most))
    for number, raw in enumerate(io.BytesIO(content), 1):
        chosen = (number - 1) % step == 0 or number == lines
        if chosen and not (header and number == 1) and len(raw) <= MOST_LINE:
            yield number, raw


def _header(content: bytes) -> list[str]:
    first = content.partition(b"\n")[0][:MOST_LINE]
    return _cells(first)


def _cells(raw: bytes) -> list[str]:
    try:
        return next(
            csv.reader([raw.decode("utf-8", "replace").strip("\r\n\ufeff")]), []
        )
    except csv.Error:
        return []


def _parsed(raw: bytes, header: list[str] | None) -> dict[str, Any]:
    if header is not None:
        cells = _cells(raw)
        # A line inside a quoted cell has another number of cells than the header.
        return (
            dict(zip(header, cells, strict=True)) if len(cells) == len(header) else {}
        )
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _row(parsed: Mapping[str, Any], place: str, line: int) -> Row | None:
    """Return the prediction in a line, None if it holds none."""
    found = _sorted(parsed)
    if "answer" not in found:
        return None
    features = found.get("features")
    return Row(
        place=place,
        line=line,
        at=_time(found.get("at")),
        request=_text(found.get("request")),
        version=_text(found.get("version")),
        arm=_text(found.get("arm")),
        features=bool(features) if features is not None else _flat(parsed),
        outcome="outcome" in found,
    )


def _flat(parsed: Mapping[str, Any]) -> bool:
    """Tell whether a line holds features side by side with what is said about it."""
    names = [str(k).lower() for k, v in parsed.items() if v is not None and v != ""]
    others = [n for n in names if n not in _KINDS and not _ABOUT.search(n)]
    return len(others) >= _MANY


def _sorted(parsed: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """Return the first value of each kind of field that is not empty."""
    found: dict[str, Any] = {}
    for key, value in parsed.items():
        if value is None or value == "":
            continue
        name = str(key).strip().lower().replace("-", "_").replace(" ", "_")
        if kind := _KINDS.get(name):
            found.setdefault(kind, value)
    if depth < MOST_DEPTH:
        for value in _below(parsed):
            found = _sorted(value, depth + 1) | found
    return found


def _below(parsed: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Return the mappings in a line that may say more of it, not its features."""
    return (
        value
        for key, value in parsed.items()
        if isinstance(value, dict) and _KINDS.get(str(key).lower()) != "features"
    )


def _text(value: Any) -> str | None:
    return None if value is None or isinstance(value, dict | list) else str(value)[:200]


def _time(value: Any) -> datetime | None:
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / 1000 if value > _MILLISECONDS else value
            return datetime.fromtimestamp(seconds, UTC)
        found = datetime.fromisoformat(str(value).strip())
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
