"""Browser tests over the portal in this process: quick to set up, as a test's own transactions make their world."""
