"""Does a feature store deliver the same inputs for training and live use?"""

from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import USED, at_files, at_lines, not_found, partly, yes
from advisor.evidence.probes.data.inputs import online_reads
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind
from advisor.language import mark

_OFFLINE: Final = (
    "feast.FeatureView",
    "feast.FeatureStore.get_historical_features",
    "feast.FeatureStore.apply",
    "feast.FeatureStore.materialize*",
    "hopsworks.*",
    "hsfs.*",
    "tecton.*",
    "sagemaker.feature_store.*",
    "vertexai.*.FeatureStore*",
    "google.cloud.aiplatform.Featurestore*",
    "google.cloud.aiplatform.FeatureStore*",
    "featureform.*",
)


def look(project: Project) -> Observation:
    """Look for reads from a feature store in training and in service."""
    found = parts.of(project)
    written = project.manifests.of(Kind.FEAST) if project.manifests else ()
    configured = at_files(one.path for one in written)
    if found is None:
        return not_found(mark("No feature store was found in use."), configured)
    online = online_reads(found.code)
    if online:
        sure = found.sureness(call.path for call in online)
        message = mark("Live use reads the model's inputs from a feature store.")
        return yes(sure, message, (*at_lines(online), *configured))
    offline = found.code.calls(*_OFFLINE)
    if offline:
        message = mark(
            "Inputs are kept in a feature store; live use was not seen to read it."
        )
        return partly(USED, message, at_lines(offline))
    return not_found(mark("No feature store was found in use."), configured)
