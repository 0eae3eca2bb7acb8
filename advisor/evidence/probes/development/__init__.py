"""Probes of the dimension development."""
