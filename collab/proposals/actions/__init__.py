"""Every write, one verb a function, by noun."""
