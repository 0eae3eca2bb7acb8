"""The private benchmark: hand out one's own aggregate, compare with those of others."""

from collections.abc import Sequence

import streamlit as st

from advisor.assess.answers import ScopeKind
from advisor.errors import AdvisorError
from advisor.language import moment, number, t, tn
from advisor.report import wording
from advisor.session import benchmark
from advisor.session.benchmark import Group, Place, Refusal, Submission
from advisor.store.records import AssessmentRecord
from advisor.ui import cache, components, session_cache, state
from advisor.ui.literal import plain

SECTOR = "sector"


def show() -> None:
    """Show one's own submission, and the place among others where enough took part."""
    st.header(t("Private benchmark"))
    st.write(
        t(
            "Organisations can exchange small files of shares, without names, dates or "
            "single answers. Nothing is sent anywhere; you pass the files on yourselves."
        )
    )
    record = _chosen()
    if record is None:
        st.caption(t("It needs an assessment of an organisation."))
        return
    sector = st.text_input(
        t("Sector, if you want to compare within it (small letters, such as banking)"),
        max_chars=60,
        key="benchmark_sector",
    )
    try:
        own = _own(record, sector.strip().lower().replace(" ", "_"))
    except ValueError:
        st.error(t("A sector is one word of letters, digits, dashes and underscores."))
        return
    st.download_button(
        t("My submission (JSON)"),
        benchmark.dump(own),
        file_name="submission.json",
        mime="application/json",
        key="download_submission",
        on_click="ignore",
    )
    files = st.file_uploader(
        t("Submissions of others (JSON)"),
        type=["json"],
        accept_multiple_files=True,
        key="submissions",
    )
    others = _read([(file.getvalue(), file.name) for file in files])
    _compare(
        own, others, Group(kind=SECTOR, name=own.groups[SECTOR]) if sector else None
    )


def _chosen() -> AssessmentRecord | None:
    records = {
        record.id: record
        for record in cache.store().assessments()
        if record.scope.kind is ScopeKind.ORGANISATION and record.answered
    }
    if not records:
        return None
    chosen = st.selectbox(
        t("Own assessment"),
        list(records),
        format_func=lambda id_: _named(records[id_]),
        key="benchmark_of",
    )
    return records[str(chosen)]


def _named(record: AssessmentRecord) -> str:
    return t(
        "{scope}, {moment} ({number})",
        scope=record.scope.name,
        moment=moment(record.created_at),
        number=record.id[:4],
    )


def _own(record: AssessmentRecord, sector: str) -> Submission:
    groups = {SECTOR: sector} if sector else {}
    return benchmark.submission(cache.assessed(state.sheet(record)), groups)


def _read(files: Sequence[tuple[bytes, str]]) -> list[Submission]:
    """Return the submissions in files; say of each that is none what is wrong."""
    found = []
    for raw, name in files:
        try:
            found.append(benchmark.load(raw, name))
        except AdvisorError as fault:
            components.fault(fault)
    return found


def _compare(
    own: Submission, others: Sequence[Submission], group: Group | None
) -> None:
    place = benchmark.compare(own, others, session_cache.settings(), group)
    if isinstance(place, Refusal):
        st.info(place.text)
        return
    st.markdown(
        tn(
            "Among {count} organisation, your level is above {share} of them (half of "
            "the equal ones counted).",
            "Among {count} organisations, your level is above {share} of them (half of "
            "the equal ones counted).",
            place.organisations,
            share=wording.percent(place.level_percentile / 100),
        )
    )
    _figures(place)


def _figures(place: Place) -> None:
    names = {d.dimension: t(d.name) for d in cache.content().questionnaire.dimensions}
    levels = [
        {t("level"): wording.level(level), t("organisations"): number(count)}
        for level, count in place.levels.items()
    ]
    components.rows(levels, t("Levels of the others"))
    rows = [
        {
            t("dimension"): plain(names.get(id_, id_)),
            t("above"): wording.percent(percentile / 100),
        }
        for id_, percentile in place.percentiles.items()
    ]
    components.rows(rows, t("Place in each dimension"))
    if place.set_aside:
        st.caption(
            tn(
                "{count} submission was asked or judged differently and is set aside.",
                "{count} submissions were asked or judged differently and are set aside.",
                place.set_aside,
            )
        )
