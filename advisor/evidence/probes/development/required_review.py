"""Does the repository refuse a change without a colleague's approval?"""

import re
from typing import Final

from advisor.evidence.finding import Observation, Pointer
from advisor.evidence.observing import USED, WIRED, at_files, not_found, partly, yes
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind, Manifest, lines
from advisor.language import mark

_ASKED: Final = re.compile(
    r"required_approving_review_count[\"']?\s*[:=]\s*[1-9]"
    r"|approvals_required[\"']?\s*[:=]\s*[1-9]"
    r"|minimum_approvers?[\"']?\s*[:=]\s*[1-9]"
    r"|min_approvers|minimum_reviewers[\"']?\s*[:=]\s*[1-9]"
)


def look(project: Project) -> Observation:
    """Look for a rule on the branch, else for a list of who approves."""
    kept = project.manifests
    if kept is None:
        return not_found(mark("No rule for changes was found."))
    rules = [
        pointer
        for manifest in kept.of(Kind.TERRAFORM, Kind.PULUMI, Kind.YAML, Kind.JSON)
        for pointer in _rules(manifest)
    ]
    if rules:
        return yes(WIRED, mark("A rule kept as code asks for an approval."), rules)
    owners = [
        m.path
        for m in kept.items
        if m.kind is Kind.CODEOWNERS and any("@" in line for _, line in lines(m))
    ]
    if owners:
        message = mark("Code owners are named; whether they must approve is not seen.")
        return partly(USED, message, at_files(owners))
    return not_found(mark("No rule was found that asks for an approval."))


def _rules(manifest: Manifest) -> list[Pointer]:
    return [
        Pointer(source="tree", place=manifest.path, line=number, text=line)
        for number, line in lines(manifest)
        if _ASKED.search(line)
    ]
