"""The way back: one call, effective before the registry has even been opened."""

from datetime import UTC, datetime

from reference_stack.errors import ReleaseError
from reference_stack.gate import Gate
from reference_stack.ledger import Event
from reference_stack.model_deployment import loaded
from reference_stack.model_deployment.release import Release, returned
from reference_stack.settings import Settings
from reference_stack.stack import Stack


def roll_back(stack: Stack, why: str, at: datetime | None = None) -> Gate:
    """Return to the release before: drop the challenger, else the previous version.

    The service follows release.json and holds the previous version in memory, so it
    has changed within a poll. The aliases of the registry come after.

    Args:
        stack: The stack.
        why: The reason, for the ledger.
        at: The clock of the run; now when left out.

    Raises:
        ReleaseError: Nothing was released, or there is nothing to return to.
    """
    path = stack.settings.release
    now = loaded.read(path)
    at = at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    try:
        after = returned(now, at.date())
    except ValueError as error:
        raise ReleaseError(str(path), str(error)) from None
    loaded.write(path, after)
    align(stack.settings, after)
    left = now.challenger or now.champion
    stack.ledger.record(
        Event(
            at=at,
            kind="decision",
            phase="model_deployment",
            subject=f"release v{left}",
            verdict="roll_back",
            reason=why,
            figures={"release": after.number},
            inputs={"from": left, "to": after.champion},
        )
    )
    return Gate(
        id="rollback",
        phase="model_deployment",
        question="Is the version before back in service?",
        passed=True,
        reason=f"version {after.champion} serves all traffic again, {left} none",
        figures={"release": after.number},
    )


def align(settings: Settings, release: Release) -> None:
    """Make the aliases of the registry say what a release says."""
    # MLflow takes seconds to import, and a rollback has happened by then.
    from reference_stack.tracking import registry  # noqa: PLC0415

    wanted = {
        "champion": release.champion,
        "challenger": release.challenger,
        "previous": release.previous,
    }
    for name, version in wanted.items():
        if version is None:
            registry.drop(settings, name)
        elif registry.alias(settings, name) != version:
            registry.point(settings, name, version)
