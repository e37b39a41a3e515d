"""Benchmarks: `python -m bench` prints one table of them."""
