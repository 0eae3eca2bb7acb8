"""Watching a model in service: readings, alerts, their causes and what follows."""
