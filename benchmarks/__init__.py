"""Measurements: each module is one measure, run by `python -m benchmarks.<name>`; README.md says what was found."""
