"""Joint proposals: their text, the organisations on them, commitments, implications, clearance and editions."""
