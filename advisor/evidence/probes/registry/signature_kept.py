"""Whether registered models state their inputs."""

from advisor.evidence.finding import Observation
from advisor.evidence.probes.registry.packed import told
from advisor.evidence.project import Project
from advisor.language import mark


def look(project: Project) -> Observation:
    """Look for signatures."""
    return told(project, lambda packed: packed.signature, mark("a signature"))
