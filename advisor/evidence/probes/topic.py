"""Topic: what a practice looks like in code, by the tools for it and by own names.

A tool that is called says what is done. Own code says it by its names only, so it counts
only where something that runs reaches it, and a word with several meanings only in a
place that is about watching.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import (
    CONFIGURED,
    NAME_ONLY,
    USED,
    WIRED,
    Seen,
    cannot_tell,
    no,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.code import Call, Definition
from advisor.evidence.sources.manifests import Kind
from advisor.evidence.sources.tree import OWN
from advisor.language import mark

_WATCHING: Final = re.compile(r"monitor|observab|alert|watchdog|surveil", re.IGNORECASE)
# Faults put in on purpose and made-up data are no watch.
_STAGED: Final = re.compile(r"drill|simulat|synthetic|inject|fault|fake|mock")
# Prometheus reads rules from its own files, its operator from those of a cluster.
_ALERT: Final = r"^\s*-?\s*alert:\s*\S"
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class Topic:
    """Tools are packages or calls; names and `watched` are words of own code.

    `standing` are calls that set up a watch which then runs by itself. `names` count
    anywhere, `watched` only in a file whose path is about watching.
    """

    tools: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    watched: tuple[str, ...] = ()

    def names_of(self, path: str) -> re.Pattern[str]:
        """Return what the names of own code in a file have to hold."""
        return self._both if is_about_watching(path) else self._anywhere

    @cached_property
    def _anywhere(self) -> re.Pattern[str]:
        return _words(self.names)

    @cached_property
    def _both(self) -> re.Pattern[str]:
        return _words(self.names + self.watched)


def named(name: str, topic: Topic, path: str = "") -> bool:
    """Tell whether a name holds a word of a topic (`DriftMonitor`, `check_drift`)."""
    return bool(topic.names_of(path).search(snake(name)))


def is_about_watching(path: str) -> bool:
    """Tell whether a path names a place in which something is watched."""
    return bool(_WATCHING.search(path))


def snake(name: str) -> str:
    """Return a name as small words with underscores between them."""
    return _HUMP.sub("_", name).replace("-", "_").lower()


def own(wiring: Wiring, topic: Topic, within: Iterable[str]) -> tuple[Definition, ...]:
    """Return own functions and classes on a topic in some files, one for each file.

    What runs is no test, even if its file ends like one (`ab_test.py`).
    """
    modules = (wiring.code.modules.get(path) for path in sorted(set(within)))
    found: dict[str, Definition] = {}
    for one in (d for m in modules if m and m.role in OWN for d in m.definitions):
        if one.path in found:
            continue
        if _STAGED.search(snake(one.path)) or _STAGED.search(snake(one.name)):
            continue
        stem = one.path.rpartition("/")[2].removesuffix(".py")
        last = one.name.rpartition(".")[2]
        if named(last, topic, one.path) or named(stem, topic, one.path):
            found[one.path] = one
    return tuple(sorted(found.values(), key=lambda d: not is_about_watching(d.path)))


def calls(wiring: Wiring, topic: Topic, notebooks: bool = False) -> tuple[Call, ...]:
    """Return the calls of the tools of a topic in product code."""
    return wiring.code.used(*topic.tools, notebooks=notebooks) if topic.tools else ()


def wired(
    wiring: Wiring, topic: Topic, within: frozenset[str]
) -> tuple[Call | Definition, ...]:
    """Return what is done on a topic in some files: tools first, then own code."""
    used = wiring.code.used(*topic.tools, where=OWN) if topic.tools else ()
    tools = (call for call in used if call.path in within)
    return (*tools, *own(wiring, topic, within))


def by_hand(wiring: Wiring, topic: Topic) -> tuple[Call | Definition, ...]:
    """Return what somebody can start: tools used, and own scripts that can be run."""
    scripts = {module.path for module in wiring.code.of() if module.main}
    return (*calls(wiring, topic), *own(wiring, topic, scripts))


def missing(wiring: Wiring, topic: Topic, what: str) -> Observation:
    """Answer that a topic was looked for and not found, and what came nearest."""
    asked = tuple(_asked_for(wiring, topic))
    if asked:
        return no(CONFIGURED, _on(what, Sentence.NOT_USED.format(tool=asked[0])))
    if wiring.code.left_out:
        return cannot_tell(
            _on(what, mark("not in the code that was read, which is not all"))
        )
    return no(NAME_ONLY, _on(what, mark("not found")))


ALARM: Final = Topic(
    tools=(
        *(
            "slack_sdk",
            "slack",
            "pymsteams",
            "pdpyras",
            "pypd",
            "opsgenie_sdk",
            "smtplib",
        ),
        *("twilio", "apprise", "airflow.providers.slack", "airflow.utils.email"),
        *(
            "airflow.providers.pagerduty",
            "prefect_slack",
            "dagster_slack",
            "knockknock",
        ),
        *(
            "dagster_pagerduty",
            "dagster_msteams",
            "sentry_sdk.capture_message",
            "telegram",
        ),
    ),
    names=("alert", "alerts", "alarm", "alarms", "send_notification", "notify_team"),
)


def alarms(wiring: Wiring) -> tuple[Seen, ...]:
    """Return what raises an alarm: alert rules, messengers, own alerts that run."""
    found = wiring.project.manifests
    files = found.of(Kind.ALERT_RULES, Kind.KUBERNETES) if found else ()
    rules = (one for one in files if one.line_of(_ALERT))
    return (*rules, *wired(wiring, ALARM, wiring.running))


def watched(project: Project, topic: Topic, what: str) -> Observation:
    """Answer whether something is watched by code that runs and raises an alarm."""
    wiring = Wiring.of(project)
    if running := wired(wiring, topic, wiring.running):
        if alarm := alarms(wiring):
            return yes(
                WIRED,
                _on(what, mark("code that runs, with alarms")),
                *running,
                *alarm[:1],
            )
        return partly(
            WIRED, _on(what, mark("code that runs, but raises no alarm")), *running
        )
    if standing := wiring.code.calls(*topic.standing):
        return yes(USED, _on(what, mark("a standing watch of the platform")), *standing)
    if lying := by_hand(wiring, topic):
        return partly(USED, _on(what, mark("code that a person has to start")), *lying)
    return _hardly_watched(wiring, topic, what)


def _hardly_watched(wiring: Wiring, topic: Topic, what: str) -> Observation:
    if noted := calls(wiring, topic, notebooks=True):
        return partly(USED, _on(what, mark("only in notebooks")), *noted)
    if not wiring.model_files:
        return not_asked(mark("no code that trains or serves a model"))
    return missing(wiring, topic, what)


def _on(what: str, said: str) -> str:
    return f"{what}: {said}"


def _asked_for(wiring: Wiring, topic: Topic) -> Iterator[str]:
    found = wiring.project.manifests
    # A broad package says nothing; only one that is for this alone does.
    roots = {tool.replace("_", "-") for tool in topic.tools if "." not in tool}
    for one in found.dependencies if found else ():
        if one.name.lower().replace("_", "-") in roots:
            yield one.name


def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(words) if words else r"(?!)"
    return re.compile(rf"(?:^|_)(?:{joined})(?:_|\Z)")
