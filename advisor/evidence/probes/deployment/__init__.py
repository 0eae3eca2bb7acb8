"""Probes of deployment: how a model goes live."""
