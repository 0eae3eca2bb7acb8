"""The one door to MLflow: runs, and the registry of models."""

from reference_stack.tracking.facts import ModelFacts, Package
from reference_stack.tracking.run import Recorded, Run

__all__ = ["ModelFacts", "Package", "Recorded", "Run"]
