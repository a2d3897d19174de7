"""Pure decisions about a co-authored text."""
