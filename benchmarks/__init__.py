"""How fast, how well calibrated and how good the advisor is; docs/benchmarks.md."""
