"""Report: how to say it."""
