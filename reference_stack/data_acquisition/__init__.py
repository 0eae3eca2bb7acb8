"""Data acquisition: batches in, checked against their contract, kept in versions."""
