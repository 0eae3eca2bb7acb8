"""Small catalogues and portfolios, built where a test needs them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from advisor.advise.catalogue import Catalogue
from advisor.advise.integrations import Integration, Integrations
from advisor.advise.platforms import Platform
from advisor.advise.portfolio import Portfolio, UseCase
from advisor.assess.capability import Capabilities, Capability

CAPABILITIES = ("alpha", "beta", "gamma")
TOOLS = {"plug": "The Plug", "grid": "The Grid"}
PAGE = "https://example.org/page"

# A depth from 0 to 3, None where unknown, or the tools an integration goes through.
Offer = int | None | tuple[str, ...]


def cell(offer: Offer, edition: str = "unknown") -> Mapping[str, Any]:
    fields: dict[str, Any] = {"checked_on": date(2026, 1, 1), "edition": edition}
    if isinstance(offer, tuple):
        return fields | {
            "value": "integration",
            "depth": 1,
            "via": offer,
            "basis": "sourced",
            "source": PAGE,
        }
    if offer is None:
        return fields | {"value": "unknown", "depth": None, "basis": "unknown"}
    value = "native" if offer else "none"
    said = {"value": value, "depth": offer, "limited": offer == 1, "note": "Because."}
    return fields | said | {"basis": "judgement"}


def platform(id_: str, *offers: Offer, **fields: Any) -> Platform:
    """Return a platform that offers the capabilities in order; more are not offered."""
    padded = (*offers, *(0 for _ in CAPABILITIES[len(offers) :]))
    base: dict[str, Any] = {
        "id": id_,
        "name": f"The {id_}",
        "summary": "A platform.",
        "owner": "Somebody",
        "status": "active",
        "group": "open_source",
        "licence": {"name": "MIT", "open": True},
        "hosting": ("self_hosted",),
        "kubernetes": "optional",
        "edition": "open",
        "cost_class": "free",
        "lock_in": "low",
        "skills": {"level": "medium", "needs": "Python."},
        "health": {"on": "2026-01"},
        "cells": {
            capability: cell(offer)
            for capability, offer in zip(CAPABILITIES, padded, strict=True)
        },
    }
    return Platform.model_validate(base | fields)


def catalogue(
    *platforms: Platform, pairs: tuple[tuple[str, str], ...] = ()
) -> Catalogue:
    """Return a catalogue in which the pairs are documented to work together."""
    return Catalogue(
        capabilities=Capabilities(
            capabilities=tuple(
                Capability(
                    id=id_,
                    name=id_.title(),
                    stage="data",
                    meaning="Something.",
                    anchors=("Not.", "Some.", "Solid.", "Leading."),
                )
                for id_ in CAPABILITIES
            )
        ),
        platforms=platforms,
        integrations=Integrations(
            tools=TOOLS,
            integrations=tuple(
                Integration(a=a, b=b, capability="alpha", source=PAGE) for a, b in pairs
            ),
        ),
    )


def use_case(
    id_: str,
    musts: Mapping[str, int],
    shoulds: Mapping[str, float] | None = None,
    **constraints: Any,
) -> UseCase:
    fields = {"id": id_, "name": f"Case {id_}", "musts": musts}
    more = {"shoulds": shoulds or {}, "constraints": constraints}
    return UseCase.model_validate(fields | more)


def portfolio(
    *use_cases: UseCase, projects: int = 3, owned: tuple[str, ...] = ()
) -> Portfolio:
    return Portfolio(name="Acme", projects=projects, owned=owned, use_cases=use_cases)
