"""Probes of people: who answers for models."""
