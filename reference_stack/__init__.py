"""The life cycle, runnable: five phases with their gates."""
