"""One script per figure that `docs/benchmarks.md` publishes; each ends with one line of JSON."""
