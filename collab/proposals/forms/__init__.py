"""Shape, wording and bounds of input, by noun."""
