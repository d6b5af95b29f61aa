"""One small file for each paper that a contest needs (domain/practice 3.9); each registers a `Kind`."""
