"""Decisions about files: their names, their kinds by content, their limits, and how they are told of."""
