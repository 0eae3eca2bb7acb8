"""Probes of monitoring: how live models are watched."""
