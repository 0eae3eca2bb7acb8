"""Probes: what the log of predictions tells."""
