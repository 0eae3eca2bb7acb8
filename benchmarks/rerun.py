"""What a click costs the server: reruns of the app with the full questionnaire."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import advisor
from advisor.assess import bundle
from advisor.assess.answers import Answer, Mode, Scope
from advisor.assess.questionnaire import LADDER, Dimension, Questionnaire, Rung
from advisor.store.records import Stamp
from advisor.store.store import Store
from advisor.ui import cache, portfolio_text
from benchmarks.measuring import Table, repeated, spread, timed

AIM_MS: Final = 150.0
APP: Final = Path(advisor.__file__).with_name("app.py")
STAMP: Final = Stamp(at=datetime(2026, 1, 1, tzinfo=UTC), by="benchmark")


def measure(repeats: int = 35) -> Table:
    """Return the times of reruns; after an answer nothing of the result is cached."""
    questions = bundle.load().questionnaire
    largest = max(questions.dimensions, key=lambda d: len(d.practices))
    with _store() as store:
        seconds = {
            f"Assess by dimension, {len(largest.practices)} cards, answer": list(
                _listed(store, questions, largest, repeats)
            ),
            "Assess most telling first, answer": list(
                _guided(store, questions, repeats)
            ),
            **_results(store, questions, repeats),
            "Match, a weight moved": list(_slid(repeats)),
        }
    nothing = AppTest.from_string("")
    seconds["an empty script, for comparison"] = repeated(nothing.run, repeats)
    return {name: spread(found, AIM_MS) for name, found in seconds.items()}


@contextmanager
def _store() -> Iterator[Store]:
    """Give the app a home of its own, and nothing kept from an earlier run."""
    with (
        TemporaryDirectory() as home,
        patch.dict(os.environ, {"MLOPS_ADVISOR_HOME": home}),
    ):
        cache.store.clear()
        store = Store.open(None, Path(home))
        yield store
        store.close()
        cache.store.clear()


def _listed(
    store: Store, questions: Questionnaire, dimension: Dimension, clicks: int
) -> Iterable[float]:
    """All are answered; one answer of the dimension after the other is changed."""
    id_ = _keep(store, questions, dict.fromkeys(questions.practices, Rung.AUTOMATED))
    page = _opened(f"continue_{id_}")
    page.segmented_control(key="order").set_value("listed").run()
    page.selectbox(key="dimension").set_value(dimension.dimension).run()
    changes = [(p.id, rung) for rung in LADDER for p in dimension.practices]
    for practice, rung in changes[:clicks]:
        page.radio(key=f"_answer_{practice}").set_value(rung)
        yield timed(page.run)


def _guided(store: Store, questions: Questionnaire, clicks: int) -> Iterable[float]:
    """All but the last ones are answered; these are asked for one by one."""
    ids = list(questions.practices)
    id_ = _keep(store, questions, dict.fromkeys(ids[clicks:], Rung.BY_HAND))
    page = _opened(f"continue_{id_}")
    page.segmented_control(key="order").set_value("guided").run()
    for _ in range(clicks):
        page.radio[0].set_value(Rung.BY_HAND)
        yield timed(page.run)


def _results(
    store: Store, questions: Questionnaire, draws: int
) -> Mapping[str, list[float]]:
    """All are answered; between two runs one answer is changed in the store."""
    id_ = _keep(store, questions, dict.fromkeys(questions.practices, Rung.AUTOMATED))
    page = _opened(f"results_{id_}")
    new, again = [], []
    for practice in list(questions.practices)[:draws]:
        store.answer(id_, practice, Answer(rung=Rung.NONE), STAMP)
        new.append(timed(page.run))
        again.append(timed(page.run))
    return {"Results after a new answer": new, "Results again": again}


def _slid(moves: int) -> Iterable[float]:
    """The six use cases of the paper; one slider goes where it has not been yet."""
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.query_params["portfolio"] = portfolio_text.pack(cache.example())
    # AppTest.switch_page knows file pages only; a page's address is its identity.
    page._page_hash = calc_hash("match")  # noqa: SLF001
    page.run()
    page._page_hash = ""  # noqa: SLF001
    page.run()
    key = str(page.slider[0].key)
    for points in range(1, moves + 1):
        page.slider(key=key).set_value(points)
        yield timed(page.run)


def _keep(store: Store, questions: Questionnaire, rungs: Mapping[str, Rung]) -> str:
    record = store.create(Scope(name="Full"), questions, Mode.FULL, STAMP)
    answers = {id_: Answer(rung=rung) for id_, rung in rungs.items()}
    store.answer_many(record.id, answers, STAMP, "benchmark")
    return record.id


def _opened(button: str) -> AppTest:
    """Open the app and press a button of its Start page; run twice to warm up."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.run().button(key=button).click().run()
    return app.run()
