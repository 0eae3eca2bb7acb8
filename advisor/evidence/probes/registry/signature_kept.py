"""Whether registered models state their inputs."""

from advisor.evidence.finding import Observation
from advisor.evidence.probes.registry.packed import told
from advisor.evidence.project import Project


def look(project: Project) -> Observation:
    """Look for signatures."""
    return told(project, lambda packed: packed.signature, "a signature")
