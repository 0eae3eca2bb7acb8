"""Whether live cases are split between two versions and a verdict follows."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import USED, WIRED, not_asked, partly, yes
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.language import mark

SPLIT: Final = Topic(
    tools=("growthbook", "eppo_client", "statsig", "optimizely", "splitio"),
    names=(
        *(
            "ab_?test(s|ing)?",
            "a_b_test(s|ing)?",
            "split_test(s|ing)?",
            "traffic_split(ter)?",
        ),
        *("champion_challenger", "multi_armed_bandit", "split_traffic"),
    ),
)
VERDICT: Final = Topic(
    tools=(
        *(
            "scipy.stats.ttest_ind",
            "scipy.stats.ttest_rel",
            "scipy.stats.chi2_contingency",
        ),
        *("scipy.stats.mannwhitneyu", "scipy.stats.fisher_exact", "statsmodels.stats"),
        *("scipy.special.betainc", "scipy.special.betaincc", "scipy.stats.beta"),
        *("scipy.stats.norm", "scipy.stats.bootstrap"),
    ),
)


def look(project: Project) -> Observation:
    """Look for a split in what serves, and for a statistical verdict in what runs."""
    wiring = Wiring.of(project)
    if not wiring.model_files:
        return not_asked(mark("no code that trains or serves a model"))
    split = topic.wired(wiring, SPLIT, wiring.running)
    judged = topic.wired(wiring, VERDICT, frozenset(one.path for one in split))
    decided = {one.path for one in judged} & (wiring.in_workflows | wiring.in_ci)
    if decided and wiring.services:
        message = mark("live cases are split, and a program decides by statistics")
        return yes(WIRED, message, *split, *judged)
    if split:
        return partly(WIRED, mark("live cases are split; no verdict seen"), *split)
    if scripts := topic.by_hand(wiring, SPLIT):
        return partly(
            USED, mark("a script compares versions; a person starts it"), *scripts
        )
    return topic.missing(wiring, SPLIT, mark("comparison of versions in live use"))
