"""Probes of traceability: where the code is kept."""
