"""Whether a program bars a trained model that misses its thresholds."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import USED, WIRED, not_asked, partly, yes
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.language import mark

TOPIC: Final = Topic(
    tools=(
        *("mlflow.validate_evaluation_results", "tfx.components.Evaluator"),
        *(
            "tfx.v1.components.Evaluator",
            "sagemaker.workflow.condition_step.ConditionStep",
        ),
        *("sagemaker.workflow.conditions", "mlflow.models.MetricThreshold", "giskard"),
        *(
            "deepchecks.tabular.suites.model_evaluation",
            "kfp.dsl.If",
            "kfp.dsl.Condition",
        ),
    ),
    names=(
        *(
            "(expectations?|quality|model|validation|promotion|acceptance|release)_gates?",
        ),
        *("model_validation", "model_acceptance"),
        *("promote_if_better", "should_(promote|deploy)", "is_better(_model)?"),
        *("compare_(with|to|against)_(champion|production|prod|baseline|current)",),
        *("champion_challenger", "acceptance_criteria", "evaluate_and_promote"),
        *(
            "deployment_(decision|trigger|criteria)",
            "model_approval",
            "promote_best_model",
        ),
    ),
)


def look(project: Project) -> Observation:
    """Look for gates in what workflows and CI reach, then for scripts that compare."""
    wiring = Wiring.of(project)
    if not wiring.training:
        return not_asked(mark("no code that trains a model"))
    if gates := topic.wired(wiring, TOPIC, wiring.in_workflows | wiring.in_ci):
        return yes(WIRED, mark("a program judges a model before its use"), *gates)
    if scripts := topic.by_hand(wiring, TOPIC):
        return partly(
            USED, mark("a script judges models; a person starts it"), *scripts
        )
    return topic.missing(wiring, TOPIC, mark("gate before a model is used"))
