"""Benchmarks: `make bench` runs every `*_bench.py` here; each gives rows by `rows(scale)`."""
