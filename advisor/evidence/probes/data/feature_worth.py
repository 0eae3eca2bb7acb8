"""Is what each input adds to the model measured?"""

import re
from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import USED, Placed, at_lines, not_found, partly, yes
from advisor.evidence.project import Project
from advisor.language import mark

_MEASURES: Final = (
    "sklearn.inspection.permutation_importance",
    "shap.Explainer",
    "shap.Explainer.*",
    "shap.TreeExplainer",
    "shap.KernelExplainer",
    "shap.LinearExplainer",
    "shap.DeepExplainer",
    "eli5.*.PermutationImportance",
    "sklearn.feature_selection.RFE",
    "sklearn.feature_selection.RFECV",
    "boruta.BorutaPy",
    "rfpimp.*",
)
_OWN: Final = re.compile(
    r"(feature_(review|importances?|ablation|worth)|permutation|ablat(ion|ed))",
    re.IGNORECASE,
)


def look(project: Project) -> Observation:
    """Look for a measure of importance, and whether training reaches it."""
    found = parts.of(project)
    if found is None:
        return not_found(mark("No code was found that measures what inputs add."))
    own = [
        one
        for one in found.code.definitions()
        if one.kind == "function"
        and _OWN.search(f"{one.path.rpartition('/')[2]} {one.name}")
    ]
    places: list[Placed] = [*found.code.calls(*_MEASURES), *own]
    trained = [one for one in places if one.path in found.developing]
    if trained:
        sure = found.sureness(one.path for one in trained)
        message = mark("Training measures what each input adds.")
        return yes(sure, message, at_lines(trained))
    noted = found.code.calls(*_MEASURES, notebooks=True)
    if noted:
        message = mark("What inputs add is measured outside of training.")
        return partly(USED, message, at_lines(noted))
    return not_found(mark("No measure of what each input adds was found."))
