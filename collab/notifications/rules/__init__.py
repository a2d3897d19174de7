"""When a mail is tried again, and how it is written down for a mail server."""
