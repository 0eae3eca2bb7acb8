"""Whether registered models bring the list of their software."""

from advisor.evidence.finding import Observation
from advisor.evidence.probes.registry.packed import told
from advisor.evidence.project import Project
from advisor.language import mark


def look(project: Project) -> Observation:
    """Look for environments."""
    return told(project, lambda packed: packed.environment, mark("their environment"))
