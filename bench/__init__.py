"""Measurements, each beside its floor and interleaved with it. Figures go to docs/benchmarks.md by hand."""
