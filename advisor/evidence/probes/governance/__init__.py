"""Probes of governance: how risks are kept in check."""
