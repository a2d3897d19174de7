"""Updates by email: who asked for what, and the mails that tell what was published."""
