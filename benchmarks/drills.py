"""The faults of the drills: how our monitors find them, and Evidently's preset beside.

Both judge the same streams. Evidently is shown what its preset is made for: the features
of each day's served rows against a sample of the reference rows. Its alarm is the default
one, drift of the dataset: half of the columns or more have drifted. `found` is the share
of streams flagged on some day of the fault, `by the fault` on some day on which the same
stream without the fault is not, `more columns` on some day with more drifted columns than
without it; delays are medians in days.
"""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import pandas as pd
from numpy.random import default_rng

from benchmarks.drift import THEIRS
from benchmarks.measuring import Row, Table
from reference_stack import features
from reference_stack.lifecycle.drill import FAULT_DAYS, QUIET_DAYS, drill, raised
from reference_stack.lifecycle.drill_faults import FAULTS, Break, Fault
from reference_stack.lifecycle.drill_streams import World, drawn, world
from reference_stack.model_monitoring.collection import dated
from reference_stack.model_monitoring.policy import DAYS_PER_YEAR, Policy
from reference_stack.settings import Settings
from reference_stack.stack import Stack

SEEDS: Final = 2
DAYS: Final = QUIET_DAYS + FAULT_DAYS
REFERENCE_ROWS: Final = 5_000
DRIFT_SHARE: Final = 0.5
UNDISTURBED: Final = "undisturbed"
# The metric of the preset that holds its verdict; the others only draw the report. A
# column without a value on a day is left out, as the preset stops at it.
SCRIPT: Final = """
import json, sys, warnings
warnings.simplefilter("ignore")
import pandas as pd
from evidently import Report
from evidently.metrics import DriftedColumnsCount
old, streams = pd.read_parquet(sys.argv[1]), pd.read_parquet(sys.argv[2])
found = {}
for (stream, day), rows in streams.groupby(["stream", "day"]):
    kept = [c for c in old if rows[c].notna().any()]
    report = Report([DriftedColumnsCount()]).run(rows[kept].reset_index(drop=True), old[kept])
    found.setdefault(stream, {})[day] = report.dict()["metrics"][0]["value"]
print(json.dumps(found))
"""

Verdicts = Mapping[str, Mapping[str, Mapping[str, float]]]


def measure(
    seeds: int = SEEDS,
    theirs: bool | None = None,
    faults: Sequence[Fault] = FAULTS,
) -> Table:
    """Return a row for each fault, and one of false alarms where nothing is wrong.

    Args:
        seeds: Streams per fault, and undisturbed streams of `DAYS` days.
        theirs: Whether Evidently judges them, from the environment that `drift` installs;
            if not given, the variable EVIDENTLY=1 says so.
        faults: The faults to try.

    Raises:
        FileNotFoundError: Evidently is asked for and not installed.
    """
    asked = os.environ.get("EVIDENTLY") == "1" if theirs is None else theirs
    with TemporaryDirectory(prefix="drills-") as folder:
        stack = Stack.open(Settings(home=Path(folder)))
        here = world(stack, Policy())
        table = {fault.name: _own(here, fault, seeds) for fault in faults}
        table[UNDISTURBED] = _own_false(here, seeds)
        if not asked:
            return table
        reference = _reference(stack, here)
        judged = [
            _theirs(reference, _streams(here, faults, seed), Path(folder))
            for seed in range(seeds)
        ]
    beside = {fault.name: _found(fault.name, judged) for fault in faults}
    beside[UNDISTURBED] = _false(judged)
    return {name: {**row, **beside[name]} for name, row in table.items()}


def _own(here: World, fault: Fault, seeds: int) -> Row:
    found = drill(here, fault, range(seeds))
    row = {"our found": found.rate}
    return row | {"our delay": float(np.median(found.delays))} if found.delays else row


def _own_false(here: World, seeds: int) -> Row:
    alarms = sum(len(raised(here, None, DAYS, seed)) for seed in range(seeds))
    return {"our alarms a year": alarms * DAYS_PER_YEAR / (seeds * DAYS)}


def _reference(stack: Stack, here: World) -> pd.DataFrame:
    """Return a sample of the rows that our monitors have as reference, too."""
    home = stack.settings.home / "drills"
    own = Stack.open(stack.settings.model_copy(update={"home": home}))
    calendar = own.case.goal.calendar
    since = datetime.combine(calendar.first_day, time())
    until = datetime.fromisoformat(f"{calendar.serve_from}-01")
    with own.warehouse() as con:
        rows = dated(features.rows(con, own.case, since, until))
    others = {part["day"].iloc[0] for part in here.pool}
    kept = rows.loc[~rows["day"].isin(others), list(here.features.names)]
    return kept.sample(min(REFERENCE_ROWS, len(kept)), random_state=0)


def _streams(
    here: World, faults: Sequence[Fault], seed: int
) -> Mapping[str, pd.DataFrame]:
    """Return the undisturbed stream and the days of each fault that changes its rows."""
    names = ["day", *here.features.names]
    quiet = drawn(here, DAYS, seed)
    first = quiet.days[QUIET_DAYS]
    found = {UNDISTURBED: quiet.served[names].copy()}
    for fault in faults:
        stream = drawn(here, DAYS, seed)
        fault.inject(stream, Break(first, here, default_rng([seed, 11])))
        rows = stream.served[names]
        if not rows.equals(found[UNDISTURBED]):
            found[fault.name] = rows[rows["day"] >= first]
    return found


def _theirs(
    reference: pd.DataFrame, streams: Mapping[str, pd.DataFrame], folder: Path
) -> Verdicts:
    """Return count and share of drifted columns per stream and day, of one process."""
    python = THEIRS / "bin" / "python"
    if not python.exists():
        install = "EVIDENTLY=1 python -m benchmarks drift"
        raise FileNotFoundError(f"{python}: {install} installs it")
    files = folder / "reference.parquet", folder / "streams.parquet"
    reference.to_parquet(files[0], index=False)
    parts = [rows.assign(stream=name) for name, rows in streams.items()]
    together = pd.concat(parts).astype({"day": str})
    together.to_parquet(files[1], index=False)
    done = subprocess.run(
        [str(python), "-c", SCRIPT, *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "DO_NOT_TRACK": "1"},
    )
    verdicts: Verdicts = json.loads(done.stdout.splitlines()[-1])
    return verdicts


def _found(name: str, judged: Sequence[Verdicts]) -> Row:
    delays, owed, more = [], 0, 0
    for verdicts in judged:
        quiet = verdicts[UNDISTURBED]
        first, *_ = ill = sorted(quiet)[QUIET_DAYS:]
        found = verdicts.get(name, quiet)
        late = [day for day in ill if _flagged(found[day])]
        delays += [_days(first, late[0])] if late else []
        owed += any(not _flagged(quiet[day]) for day in late)
        more += any(found[day]["count"] > quiet[day]["count"] for day in ill)
    n = len(judged)
    row = {
        "found": len(delays) / n,
        "by the fault": owed / n,
        "more columns": more / n,
    }
    return row | {"delay": float(np.median(delays))} if delays else row


def _days(since: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(since)).days


def _false(judged: Sequence[Verdicts]) -> Row:
    days = [values for verdicts in judged for values in verdicts[UNDISTURBED].values()]
    year = DAYS_PER_YEAR / len(days)
    return {
        "days flagged a year": year * sum(map(_flagged, days)),
        "days with a drifted column a year": year * sum(v["count"] > 0 for v in days),
    }


def _flagged(verdict: Mapping[str, float]) -> bool:
    return verdict["share"] >= DRIFT_SHARE
