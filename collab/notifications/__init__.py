"""Mail as rows: written in the feature's transaction, delivered afterwards."""
