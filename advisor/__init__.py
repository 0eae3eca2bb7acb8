"""Scores MLOps maturity, says what to do next and which platform fits."""
