"""Probes of automation: how training, testing and delivery run."""
