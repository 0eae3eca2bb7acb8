"""A portfolio sheet as text: readable as YAML, packed for an address."""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Collection
from typing import Any, Final

import yaml
from pydantic import ValidationError

from advisor import content
from advisor.advise.portfolio_sheet import PortfolioSheet
from advisor.advise.use_case import UseCaseSheet
from advisor.errors import PortfolioError
from advisor.language import t

LONGEST_ID: Final = 50
NOT_IN_AN_ID: Final = re.compile(r"[^a-z0-9]+")


def as_yaml(sheet: PortfolioSheet) -> bytes:
    """Return the sheet as a file that can be read in again."""
    text = yaml.safe_dump(_written(sheet), sort_keys=False, allow_unicode=True)
    return text.encode()


def pack(sheet: PortfolioSheet) -> str:
    """Return the sheet as a short text of letters, digits, `-` and `_`."""
    text = json.dumps(_written(sheet), ensure_ascii=False, separators=(",", ":"))
    packed = base64.urlsafe_b64encode(zlib.compress(text.encode(), level=9))
    return packed.decode().rstrip("=")


def unpack(packed: str) -> PortfolioSheet:
    """Return the sheet in a text; raise PortfolioError if there is none."""
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), b"-_", validate=True)
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(raw, content.MAX_BYTES)
    except (binascii.Error, ValueError, zlib.error) as fault:
        raise PortfolioError(
            t("the address holds no portfolio; expected one copied whole")
        ) from fault
    if not unpacker.eof:
        raise PortfolioError(
            t("the address holds only a part of a portfolio; expected one copied whole")
        )
    try:
        return PortfolioSheet.model_validate_json(text)
    except ValidationError as fault:
        raise PortfolioError(
            t(
                "the address holds something that is no portfolio; expected one copied "
                "whole"
            )
        ) from fault


def new_id(name: str, taken: Collection[str]) -> str:
    """Return an id made of a name that no other use case has."""
    word = NOT_IN_AN_ID.sub("_", name.lower()).strip("_")[:LONGEST_ID].rstrip("_")
    first = word if word[:1].isalpha() else f"use_case_{word}".rstrip("_")
    numbered = (f"{first}_{number}" for number in range(2, len(taken) + 3))
    return next(id_ for id_ in (first, *numbered) if id_ not in taken)


def _written(sheet: PortfolioSheet) -> dict[str, Any]:
    """Return plain values; what was left out stays out."""
    values = sheet.model_dump(mode="json", exclude_defaults=True)
    values["use_cases"] = [_use_case(use_case) for use_case in sheet.use_cases]
    return values


def _use_case(use_case: UseCaseSheet) -> dict[str, Any]:
    values: dict[str, Any] = use_case.model_dump(mode="json", exclude_defaults=True)
    if use_case.answers:
        values["answers"] = {
            question: given[0] if len(given) == 1 else list(given)
            for question, given in use_case.answers.items()
        }
    return values
