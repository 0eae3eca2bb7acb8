"""The five phases in order, run month by month, resumed where they were left."""

from reference_stack.lifecycle.phases import PHASE_OF, WAY_BACK, Task, tasks

__all__ = ["PHASE_OF", "WAY_BACK", "Task", "tasks"]
