"""Where the data come from: the questions of the flowchart, asked in its order."""

from reference_stack.case import Acquisition
from reference_stack.gate import Back, Gate


def questions(
    answers: Acquisition, in_lake: bool, missing: tuple[str, ...]
) -> tuple[Gate, ...]:
    """Return the questions on the way to the data, up to the one that decides.

    The last one either passed, and the data are ingested, or leads out of the life
    cycle. A no in between leads on to the next question.

    Args:
        answers: What the goal says.
        in_lake: Whether the warehouse holds the data of this month already.
        missing: Files that were expected and are not there.
    """
    lake = "they are in the warehouse" if in_lake else "they are not in the warehouse"
    gates = [_gate("data_in_lake", answers.in_lake or in_lake, lake)]
    if gates[-1].passed:
        return tuple(gates)
    there = f"{missing[0]} was not delivered" if missing else answers.reason
    gates.append(_gate("data_available", answers.available and not missing, there))
    if gates[-1].passed:
        return tuple(gates)
    bought = answers.can_be_bought
    gates.append(_gate("data_can_be_bought", bought, answers.reason, "no_ml"))
    if bought:
        worth = answers.worth_the_cost
        gates.append(_gate("worth_the_cost", worth, answers.reason, "no_ml"))
    return tuple(gates)


QUESTIONS = {
    "data_in_lake": "Are the data in the lake already?",
    "data_available": "Are the data available for ingestion?",
    "data_can_be_bought": "Can the data be bought?",
    "worth_the_cost": "Is their value worth the cost?",
}


def _gate(name: str, passed: bool, reason: str, otherwise: Back | None = None) -> Gate:
    return Gate(
        id=name,
        phase="data_acquisition",
        question=QUESTIONS[name],
        passed=passed,
        reason=reason,
        otherwise=None if passed else otherwise,
    )
