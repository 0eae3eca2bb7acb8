"""Probes: what the registry of MLflow tells."""
