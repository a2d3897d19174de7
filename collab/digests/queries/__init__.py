"""Reading subscriptions, subjects, runs and what was published."""
