"""Probes of the dimension data."""
