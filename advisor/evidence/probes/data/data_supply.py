"""Does a job that starts by itself gather and prepare the data?"""

from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import USED, WIRED, at_lines, not_found, partly, yes
from advisor.evidence.parts import Parts
from advisor.evidence.project import Project
from advisor.evidence.sources.code import Call
from advisor.language import mark

_TAKES_IN: Final = (
    "pandas.read_*",
    "polars.read_*",
    "polars.scan_*",
    "pyspark.*.load",
    "pyspark.*.table",
    "dask.dataframe.read_*",
    "ray.data.read_*",
    "pyarrow.*.read_*",
    "duckdb.*",
    "sqlalchemy.create_engine",
    "boto3.*.download_file",
    "boto3.*.get_object",
    "google.cloud.bigquery.*.query",
    "google.cloud.storage.*",
    "requests.get",
    "httpx.get",
    "urllib.request.urlretrieve",
    "urllib.request.urlopen",
    "snowflake.connector.connect",
    "psycopg2.connect",
    "psycopg.connect",
    "kaggle.*",
    "yfinance.*",
    "datasets.load_dataset",
)


def look(project: Project) -> Observation:
    """Look for a timer that reaches code which takes data in."""
    found = parts.of(project)
    if found is None:
        return not_found(mark("No code was found that takes data in."))
    calls = _taking(found)
    timed = [call for call in calls if call.path in found.timed]
    if timed:
        starts = at_lines(found.timers, "starts by itself")
        message = mark("Data are taken in by code that a schedule or a sensor starts.")
        return yes(WIRED, message, (*at_lines(timed), *starts))
    run = [call for call in calls if call.path in found.running]
    if run:
        message = mark("Data are taken in by a pipeline that somebody has to start.")
        return partly(USED, message, at_lines(run))
    return not_found(mark("No pipeline was found that takes data in."))


def _taking(found: Parts) -> tuple[Call, ...]:
    """Return what takes data in; SQL goes through a connection that is handed on."""
    calls = found.code.calls(*_TAKES_IN)
    doors = {call.path for call in calls if call.name.startswith(("duckdb", "sqlalch"))}
    executed = found.code.calls("*.execute", "*.sql")
    behind = (call for call in executed if doors & found.code.reached_from([call.path]))
    return (*calls, *behind)
