"""Does code search data for personal details and refuse or mask them?"""

import re
from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import Placed, at_lines, not_found, yes
from advisor.evidence.project import Project
from advisor.language import mark

_CALLS: Final = (
    "presidio_analyzer.*",
    "presidio_anonymizer.*",
    "scrubadub.*",
    "google.cloud.dlp.*",
    "google.cloud.dlp_v2.*",
    "boto3.*.detect_pii_entities",
    "*.detect_pii_entities",
    "anonymizedf.*",
    "dataprofiler.*",
    "piicatcher.*",
)
_OWN: Final = re.compile(
    r"(^|_|\.)(pii|personal(_data|_form|_details)?|anonymi[sz]e\w*|pseudonymi[sz]e\w*|"
    r"redact\w*)(_|$)",
    re.IGNORECASE,
)


def look(project: Project) -> Observation:
    """Look for a search for personal details in code of the product."""
    found = parts.of(project)
    if found is None:
        return not_found(mark("No code was found that searches for personal details."))
    code = found.code
    own = [
        one
        for one in code.definitions()
        if one.kind == "function" and _OWN.search(one.name)
    ]
    patterns = [
        one
        for one in code.constants()
        if _OWN.search(one.name) and any(mark in one.text for mark in "[\\@")
    ]
    places: list[Placed] = [*code.calls(*_CALLS), *own, *patterns]
    if not places:
        return not_found(mark("Nothing was found that searches for personal details."))
    sure = found.sureness(one.path for one in places)
    return yes(sure, mark("Code searches data for personal details."), at_lines(places))
