"""Take it with you: every form, with what else somebody wants in the report."""

import json
from datetime import UTC, date, datetime

from report_builders import agreed
from scan_builders import finding, scan
from streamlit.testing.v1 import AppTest
from ui_builders import all_of, begun, visit, with_portfolio

from advisor.assess.questionnaire import Rung
from advisor.report import scan_payload
from advisor.report.dossier import Aim
from advisor.report.forms import Form
from advisor.store.store import Store
from advisor.ui import cache, downloads, portfolio_text
from advisor.ui.downloads import Extras

ON = date(2026, 11, 22)


def labels(app: AppTest) -> list[str]:
    return [box.label for box in app.checkbox]


def test_what_is_not_there_is_not_offered(store: Store) -> None:
    app = visit("results", begun(store, all_of(Rung.BY_HAND)))

    assert not [label for label in labels(app) if label.startswith("With ")]


def test_a_kept_scan_is_offered_as_evidence(store: Store) -> None:
    folder = cache.home() / "scans" / "one"
    folder.mkdir(parents=True)
    found = scan(finding("deployment.registry"), now=datetime.now(UTC))
    (folder / "20261122T000000000000.json").write_text(
        json.dumps(scan_payload.payload(found))
    )

    app = visit("results", begun(store, all_of(Rung.BY_HAND)))

    assert "With the evidence of the latest scan" in labels(app)


def test_use_cases_that_somebody_works_on_are_offered(store: Store) -> None:
    app = with_portfolio(cache.example(), "results")
    app.query_params["assessment"] = begun(store, all_of(Rung.BY_HAND))
    app.run()

    assert "With platform advice for the use cases" in labels(app)


def test_a_report_is_built_with_all_that_is_wanted(store: Store) -> None:
    record = begun(store, all_of(Rung.BY_HAND))
    wanted = Extras(
        scan(finding("deployment.registry"), now=datetime.now(UTC)),
        cache.resolved(portfolio_text.pack(cache.example())),
        agreed(),
    )

    raw = downloads.build(
        Form.JSON, store.sheet(record), Aim(reading="google"), wanted, ON
    )

    report = json.loads(raw)
    assert report["assessment"]["reading"] == "google"
    assert all(report[part] for part in ("evidence", "matching", "session"))
