"""Every write to subscriptions and runs, by noun."""
