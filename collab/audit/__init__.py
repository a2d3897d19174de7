"""The record of every write: one hash chain for each root object, and the security log."""
