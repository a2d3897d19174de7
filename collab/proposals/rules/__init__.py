"""Pure decisions about proposals, split by noun."""
