"""An app of the tests: a paper whose drawing waits, so that a worker can be killed while it draws."""
