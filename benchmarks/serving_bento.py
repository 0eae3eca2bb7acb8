"""The way BentoML documents: a typed API method, a frame, and the pipeline."""

import os
from pathlib import Path
from typing import Any

import bentoml
import pandas as pd
from pydantic import BaseModel, create_model
from skops import io as skops

from benchmarks.serving_case import FEATURES
from reference_stack.tracking.registry import TRUSTED

KINDS: dict[str, Any] = {
    **dict.fromkeys(FEATURES.texts, (str, ...)),
    **dict.fromkeys(FEATURES.numbers, (float, ...)),
}
Sent: type[BaseModel] = create_model("Sent", **KINDS)


@bentoml.service(workers=1)
class OnPandas:
    """Scores a row with the pipeline itself."""

    def __init__(self) -> None:
        path = Path(os.environ["SERVED"]) / "model.skops"
        self.pipeline = skops.load(path, trusted=list(TRUSTED))

    @bentoml.api  # type: ignore[untyped-decorator]
    def predict(self, row: Sent) -> float:
        """Return the probability of one row."""
        frame = pd.DataFrame([vars(row)])[list(FEATURES.names)]
        return float(self.pipeline.predict_proba(frame)[0, 1])
