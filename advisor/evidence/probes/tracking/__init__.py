"""Probes: what the runs in MLflow tell."""
