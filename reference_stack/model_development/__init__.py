"""Model development: a candidate, its proof on unseen days, and the gate."""

from reference_stack.settings import quiet

quiet()  # before scikit-learn is imported: OpenMP reads its settings only once
