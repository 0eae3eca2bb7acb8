"""Business understanding: a goal with figures, and whether a model can help at all."""
