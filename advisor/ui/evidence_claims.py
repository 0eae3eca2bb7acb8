"""Claims beside evidence: each one can be accepted or disputed.

Both are answers with a note, so the store's audit trail tells who did it, when and
why, and the dispute holds wherever the answers go.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import streamlit as st

from advisor.assess.answers import Answer, AnswerSheet
from advisor.assess.questionnaire import LADDER, Practice, Rung
from advisor.errors import StoreError
from advisor.evidence.finding import STRONGEST
from advisor.evidence.reconcile import Dispute, Reconciled, Verdict, applied, reconcile
from advisor.evidence.scan import Scan
from advisor.language import t, tn
from advisor.report import reconciled, wording
from advisor.store.records import AssessmentRecord
from advisor.ui import cache, evidence_findings, state
from advisor.ui.literal import plain

ACCEPTED: Final = "Evidence accepted: "
DISPUTED: Final = "Evidence disputed: "
MOST_LETTERS: Final = 400
SEEN_ALIKE: Final = (Verdict.AGREES, Verdict.CANNOT_SEE)


def show(scan: Scan, record: AssessmentRecord, sheet: AnswerSheet) -> None:
    """Draw every practice, what differs first."""
    rows = rows_of(scan, sheet)
    _summary(sheet, rows)
    for verdict in reconciled.DIFFERENT:
        _differing(record, scan, sheet, _of(rows, verdict))
    st.subheader(t("Nothing to decide"))
    for verdict in SEEN_ALIKE:
        _alike(verdict, _of(rows, verdict))


def rows_of(scan: Scan, sheet: AnswerSheet) -> tuple[Reconciled, ...]:
    """Return claims and evidence with the disputes that the answers note."""
    return reconcile(sheet, scan, disputes(sheet, scan))


def disputes(sheet: AnswerSheet, scan: Scan) -> tuple[Dispute, ...]:
    """Return the disputes that the notes of the answers hold."""
    found = (
        (practice, answer.note.partition(DISPUTED)[2].strip())
        for practice, answer in sheet.answers.items()
        if practice in scan.practices
    )
    return tuple(Dispute(practice=id_, reason=why) for id_, why in found if why)


def accept(record: AssessmentRecord, scan: Scan, rows: Iterable[Reconciled]) -> None:
    """Answer what was seen, with where it was seen as the note."""
    sheet = state.sheet(record)
    answers = {
        row.practice: _noted(
            sheet, row.practice, row.seen, f"{ACCEPTED}{_seen(row, scan)}"
        )
        for row in rows
    }
    source = f"evidence in {scan.project}, scan {scan.content_digest[:12]}"
    said = t("Accepted; 'Undo' takes back an answer at a time.")
    _save(record, answers, source, said)


def dispute(record: AssessmentRecord, practice: str) -> None:
    """Keep the answer against the evidence, with the reason that was typed."""
    reason = str(state.widget_value(_reason_key(practice)) or "").strip()
    if not reason:
        state.say(t("A reason is needed; nothing was disputed."))
        return
    sheet = state.sheet(record)
    note = f"{DISPUTED}{reason}"
    answer = _noted(sheet, practice, sheet.rung(practice), note)
    _save(record, {practice: answer}, "", t("Disputed; your answer counts."))


def withdraw(record: AssessmentRecord, practice: str) -> None:
    """Let the evidence count again."""
    sheet = state.sheet(record)
    answer = _noted(sheet, practice, sheet.rung(practice), "")
    _save(record, {practice: answer}, "", t("The dispute is withdrawn."))


def _summary(sheet: AnswerSheet, rows: Sequence[Reconciled]) -> None:
    before = cache.assessed(sheet).standing
    after = cache.assessed(applied(sheet, rows)).standing
    changed = sum(row.overridden for row in rows)
    disputed = sum(bool(row.disputed) for row in rows)
    with st.container(border=True):
        st.markdown(
            t(
                "Claimed: **{before}** · with the evidence counted: **{after}**",
                before=wording.band(before),
                after=wording.band(after),
            )
        )
        st.caption(
            tn(
                "{count} answer is overridden or filled in by evidence; {disputed} "
                "disputed. Your answers stay as they are until you accept.",
                "{count} answers are overridden or filled in by evidence; {disputed} "
                "disputed. Your answers stay as they are until you accept.",
                changed,
                disputed=disputed,
            )
        )


def _differing(
    record: AssessmentRecord,
    scan: Scan,
    sheet: AnswerSheet,
    rows: Sequence[Reconciled],
) -> None:
    if not rows:
        return
    verdict = rows[0].verdict
    st.subheader(f"{t(reconciled.TITLES[verdict])} ({len(rows)})")
    open_ = [row for row in rows if row.seen.is_known and not row.disputed]
    if len(open_) > 1:
        st.button(
            t("Accept all {count}", count=len(open_)),
            key=f"accept_all_{verdict}",
            icon=":material/done_all:",
            on_click=accept,
            args=(record, scan, open_),
        )
    if verdict is not Verdict.EVIDENCE_STRONGER:
        _cards(record, scan, sheet, rows)
        return
    # These are many where little has been answered, and none of them is urgent.
    for dimension in cache.content().questionnaire.dimensions:
        ids = {practice.id for practice in dimension.practices}
        if inside := [row for row in rows if row.practice in ids]:
            with st.expander(t(dimension.name)):
                _cards(record, scan, sheet, inside)


def _cards(
    record: AssessmentRecord,
    scan: Scan,
    sheet: AnswerSheet,
    rows: Iterable[Reconciled],
) -> None:
    practices = cache.content().questionnaire.practices
    for row in rows:
        with st.container(border=True):
            _sides(row, practices[row.practice], sheet)
            _choose(record, scan, row)


def _sides(row: Reconciled, practice: Practice, sheet: AnswerSheet) -> None:
    st.markdown(f"**{plain(t(practice.name))}**")
    said, seen = st.columns(2)
    said.markdown(t("You say: **{rung}**", rung=wording.rung(row.claim)))
    answer = sheet.answers.get(row.practice)
    told = answer.reason or _own(answer.note) if answer else ""
    said.caption(plain(told) or _ladder(practice, row.claim) or t("Not answered."))
    if row.seen.is_known:
        seen.markdown(
            t(
                "Evidence shows: **{rung}** (confidence {confidence} of {strongest})",
                rung=wording.rung(row.seen),
                confidence=row.confidence,
                strongest=STRONGEST,
            )
        )
    else:
        seen.markdown(t("Looked for and **not seen**"))
    seen.caption(evidence_findings.told(row.why, row.pointers))
    if row.overridden:
        used = wording.rung(row.used)
        st.caption(t("Counted: **{rung}**, because of the evidence.", rung=used))


def _choose(record: AssessmentRecord, scan: Scan, row: Reconciled) -> None:
    """Draw what can be done: accept, dispute, or withdraw a dispute."""
    id_ = row.practice
    if row.disputed:
        why = plain(row.disputed)
        st.markdown(t("Disputed, so your answer counts: {why}", why=why))
        st.button(
            t("Withdraw"), key=f"withdraw_{id_}", on_click=withdraw, args=(record, id_)
        )
        return
    with st.container(horizontal=True):
        if row.seen.is_known:
            st.button(
                t("Accept: {rung}", rung=wording.rung(row.seen)),
                key=f"accept_{id_}",
                icon=":material/check:",
                on_click=accept,
                args=(record, scan, [row]),
            )
        with (
            st.popover(t("Dispute"), icon=":material/gavel:", key=f"dispute_{id_}"),
            st.form(f"dispute_form_{id_}", border=False),
        ):
            st.text_input(
                t("Why is the evidence wrong?"),
                key=_reason_key(id_),
                max_chars=MOST_LETTERS,
            )
            st.form_submit_button(
                t("Keep my answer"),
                key=f"keep_{id_}",
                on_click=dispute,
                args=(record, id_),
            )


def _alike(verdict: Verdict, rows: Sequence[Reconciled]) -> None:
    if not rows:
        return
    practices = cache.content().questionnaire.practices
    with st.expander(f"{t(reconciled.TITLES[verdict])} ({len(rows)})"):
        evidence_findings.bullets(
            (
                t(practices[row.practice].name),
                t("claimed: {rung}", rung=wording.rung(row.claim)),
                evidence_findings.plain_told(row.why, row.pointers),
            )
            for row in rows
        )


def _of(rows: Iterable[Reconciled], verdict: Verdict) -> Sequence[Reconciled]:
    return [row for row in rows if row.verdict is verdict]


def _ladder(practice: Practice, rung: Rung) -> str:
    return t(getattr(practice.ladder, rung)) if rung in LADDER else ""


def _reason_key(practice: str) -> str:
    return f"dispute_reason_{practice}"


def _seen(row: Reconciled, scan: Scan) -> str:
    told = evidence_findings.plain_told(row.why, row.pointers)
    return f"{told} ({scan.at:%Y-%m-%d})"


def _noted(sheet: AnswerSheet, practice: str, rung: Rung, note: str) -> Answer:
    """Return an answer whose note keeps the person's own words before the new ones."""
    given = sheet.answers.get(practice, Answer())
    words = " ".join(part for part in (_own(given.note), note) if part)
    return given.model_copy(update={"rung": rung, "note": words})


def _own(note: str) -> str:
    return note.partition(DISPUTED)[0].partition(ACCEPTED)[0].strip()


def _save(
    record: AssessmentRecord, answers: Mapping[str, Answer], source: str, said: str
) -> None:
    try:
        cache.store().answer_many(record.id, answers, state.stamp(), source)
    except StoreError as fault:
        state.say(t("Not saved: {fault}", fault=fault))
        return
    state.say(said)
