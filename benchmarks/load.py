"""A session under load: participants answering at once, the server killed in between.

Each participant speaks Streamlit's own protocol with one server process, joins by the
page's own fields, thinks, answers and goes on, while the facilitator's board is open.
An answer counts as acknowledged when the page has finished drawing it. When half of all
are in, the server is killed and started again; everybody connects anew by the address
that their page had set. A page that does not answer a click within ten seconds is
reloaded and counted. At the end the store is compared with what was acknowledged.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final, NamedTuple

import numpy as np
from websockets.exceptions import WebSocketException

from advisor.assess import bundle
from advisor.assess.answers import Scope
from advisor.assess.questionnaire import LADDER
from advisor.session.session import FIRST, Plan, Session
from advisor.store.records import Stamp
from advisor.store.sessions import Sessions
from advisor.store.store import Store
from benchmarks.first_page import HEALTH, await_answer, free_port
from benchmarks.load_visitor import Visitor, Widget
from benchmarks.measuring import Row, Table

AIM_MS: Final = 500.0
ROLE: Final = "data_scientist"
RUNG: Final = "_vote1_rung_"
NEXT: Final = "question_next"
LOST_LINE: Final = (OSError, TimeoutError, WebSocketException)
Votes = Mapping[tuple[str, str], str]


class Size(NamedTuple):
    """How large a run is; `think` is the mean pause before an answer in seconds."""

    participants: int
    answers: int
    think: float


@dataclass
class Record:
    """What a run saw: the seconds of each act, and the answers by who and what."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    sent: dict[tuple[str, str], str] = field(default_factory=dict)
    acknowledged: dict[tuple[str, str], str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    reloads: int = 0

    def took(self, act: str, seconds: float) -> None:
        """Keep how long an act took."""
        self.seconds.setdefault(act, []).append(seconds)


def measure(participants: int = 100, answers: int = 60, think: float = 6.0) -> Table:
    """Return waiting times by act, and what the store kept of the answers.

    Raises:
        RuntimeError: A page failed, or the store lost, changed or doubled an answer.
    """
    size = Size(participants, answers, think)
    with TemporaryDirectory() as home:
        store = Store.open(None, Path(home))
        session = _opened(Sessions(store))
        record = Record()
        asyncio.run(_run(Path(home), session, size, record))
        kept = _kept(Sessions(store), session)
        rows = _rows(store)
        store.close()
    if record.failures:
        raise RuntimeError(f"a page failed: {record.failures[0]}")
    return {
        **{act: _spread(times) for act, times in record.seconds.items()},
        "store": _compared(record, kept, rows),
    }


def _opened(sessions: Sessions) -> Session:
    plan = Plan(scope=Scope(name="Load"), roles=(ROLE,), minutes=60)
    stamp = Stamp(at=datetime.now(UTC), by="benchmark")
    questionnaire = bundle.load().questionnaire
    return sessions.open(plan, questionnaire, stamp, timedelta(hours=12))


async def _run(home: Path, session: Session, size: Size, record: Record) -> None:
    """Let everybody answer while the board is open, and kill the server half way."""
    port = free_port()
    address = f"ws://localhost:{port}"
    with ExitStack() as servers:
        first = servers.enter_context(_server(port, home))
        people = [
            asyncio.create_task(_participant(number, address, session, size, record))
            for number in range(size.participants)
        ]
        board = asyncio.create_task(_board(address, session, record))
        killing = asyncio.create_task(_half_way(size, record))
        await asyncio.wait({killing, *people}, return_when=asyncio.FIRST_COMPLETED)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        await asyncio.to_thread(servers.enter_context, _server(port, home))
        await asyncio.gather(*people)
        board.cancel()
        await asyncio.gather(board, return_exceptions=True)


async def _half_way(size: Size, record: Record) -> None:
    half = size.participants * size.answers // 2
    while len(record.acknowledged) < half:
        await asyncio.sleep(0.1)


async def _participant(
    number: int, address: str, session: Session, size: Size, record: Record
) -> None:
    """Join and answer; come back whenever the line breaks."""
    name, chance = f"P{number}", random.Random(number)  # noqa: S311 - no secret
    origin = f"10.0.{number // 250}.{number % 250 + 1}"
    visitor = Visitor(address, "join", f"code={session.code}", origin)
    # People do not all scan the picture in the same second.
    await asyncio.sleep(chance.uniform(0, size.think))
    began = perf_counter()
    await visitor.open()
    record.took("page opened", perf_counter() - began)
    record.took("join", await _join(visitor, name))
    answered = 0
    while answered < size.answers:
        try:
            await asyncio.sleep(chance.uniform(0.5, 1.5) * size.think)
            await _answer(visitor, name, chance, record)
            answered += 1
            await asyncio.sleep(min(1.0, size.think / 4))
            record.took("next question", await visitor.press(_there(visitor, NEXT)))
        except LOST_LINE:
            record.reloads += visitor.is_connected
            await visitor.close()
            began = perf_counter()
            await visitor.open()
            record.took("back after a lost line", perf_counter() - began)
    record.failures.extend(visitor.failures)
    await visitor.close()


async def _join(visitor: Visitor, name: str) -> float:
    visitor.fill(_there(visitor, "join_name"), name)
    role = _there(visitor, "join_role")
    visitor.fill(role, role.drawn.options[0])
    button = next(
        w
        for w in visitor.widgets.values()
        if getattr(w.drawn, "is_form_submitter", False)
    )
    return await visitor.press(button)


async def _answer(
    visitor: Visitor, name: str, chance: random.Random, record: Record
) -> None:
    """Choose a rung; what was kept before the line broke is not chosen again."""
    radio = _there(visitor, RUNG)
    practice = str(radio.drawn.id).partition(RUNG)[2]
    if radio.drawn.raw_value:
        record.acknowledged[name, practice] = record.sent[name, practice]
        return
    place = chance.randrange(len(LADDER))
    record.sent[name, practice] = LADDER[place]
    seconds = await visitor.choose(radio, radio.drawn.options[place])
    record.took("answer", seconds)
    record.acknowledged[name, practice] = LADDER[place]


def _there(visitor: Visitor, key: str) -> Widget:
    found = visitor.find(key)
    if found is None:
        said = "; ".join(visitor.failures) or "nothing wrong said"
        raise RuntimeError(f"no '{key}' on the page of {visitor.query}: {said}")
    return found


async def _board(address: str, session: Session, record: Record) -> None:
    """Keep the facilitator's board open, which redraws itself."""
    visitor = Visitor(address, "board", f"session={session.id}")
    try:
        while True:
            await visitor.open()
            await visitor.hung_up()
            await visitor.close()
    finally:
        record.failures.extend(visitor.failures)
        await visitor.close()


@contextmanager
def _server(port: int, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the app as its command line does, and wait until it answers."""
    place = ["--port", str(port), "--home", str(home)]
    with (home / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "advisor", "app", *place],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        await_answer(port, HEALTH)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def _kept(sessions: Sessions, session: Session) -> Votes:
    """Reveal the session and return every answer by participant and practice."""
    sessions.reveal(session.id, Stamp(at=datetime.now(UTC), by="benchmark"))
    return {
        (ballot.participant.name, practice): answer.rung
        for ballot in sessions.ballots(session.id, FIRST)
        for practice, answer in ballot.answers.items()
    }


def _rows(store: Store) -> int:
    """Return how many votes the store holds, those that were replaced as well."""
    from sqlalchemy import func, select  # noqa: PLC0415 - this counts, no page does

    from advisor.store.schema import vote  # noqa: PLC0415

    return int(store.rows(select(func.count()).select_from(vote))[0][0])


def _compared(record: Record, kept: Votes, rows: int) -> Row:
    """Count what became of the answers; raise RuntimeError if one is not as it was."""
    lost = [key for key in record.acknowledged if key not in kept]
    changed = [key for key, rung in kept.items() if record.sent.get(key) != rung]
    if lost or changed or rows != len(kept):
        raise RuntimeError(
            f"{len(lost)} answers lost, {len(changed)} changed, "
            f"{rows - len(kept)} kept twice: {[*lost, *changed][:3]}"
        )
    return {
        "acknowledged": float(len(record.acknowledged)),
        "kept": float(len(kept)),
        "lost": float(len(lost)),
        "twice": float(rows - len(kept)),
        "pages reloaded": float(record.reloads),
    }


def _spread(seconds: list[float]) -> Row:
    """Return how long people waited, in milliseconds, beside the aim."""
    found = np.array(seconds) * 1000
    middle, late, last = np.percentile(found, [50, 95, 99])
    return {
        "runs": float(len(found)),
        "p50 ms": float(middle),
        "p95 ms": float(late),
        "p99 ms": float(last),
        "max ms": float(found.max()),
        "aim ms": AIM_MS,
    }
