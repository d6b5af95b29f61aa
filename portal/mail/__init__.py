"""Letters: what a notice tells, by mail too, where the office has a mail server. Everything works without."""
