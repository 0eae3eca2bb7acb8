"""Probes of business: what a model is for."""
