"""Whether a model card says what a model is for and where its limits are."""

import re
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import CONFIGURED, USED, WIRED, no, partly, yes
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind
from advisor.evidence.sources.tree import Role
from advisor.language import mark

TOPIC: Final = Topic(
    tools=(
        *(
            "model_card_toolkit",
            "skops.card",
            "huggingface_hub.ModelCard",
            "modelcards",
        ),
        *("huggingface_hub.EvalResult", "huggingface_hub.repocard", "verifyml"),
    ),
    names=("model_cards?",),
)
FEWEST_LINES: Final = 10
_LIMITS: Final = re.compile(
    r"limit(s|ation)|intended use|out[- ]of[- ]scope|purpose|metrics|evaluation",
    re.IGNORECASE,
)
_PLACES: Final = frozenset({Role.PRODUCT, Role.DOCS})


def look(project: Project) -> Observation:
    """Look for code that writes model cards, then for a card of some length."""
    wiring = Wiring.of(project)
    if written := topic.wired(wiring, TOPIC, wiring.running):
        return yes(WIRED, mark("a program writes the model card"), *written)
    found = project.manifests
    cards = found.of(Kind.MODEL_CARD, where=_PLACES) if found else ()
    full = [
        c
        for c in cards
        if c.text.count("\n") >= FEWEST_LINES and _LIMITS.search(c.text)
    ]
    scripts = topic.by_hand(wiring, TOPIC) if wiring.model_files else ()
    if full or scripts:
        return partly(
            USED, mark("a model card that people keep up to date"), *full, *scripts
        )
    if cards:
        return no(CONFIGURED, mark("a model card with little in it"), *cards)
    return topic.missing(wiring, TOPIC, mark("model card"))
