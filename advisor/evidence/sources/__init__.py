"""The sources: each reads one side of a project and executes nothing of it."""
