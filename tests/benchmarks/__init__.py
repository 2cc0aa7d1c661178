"""Benchmarks, run by `make bench`: every module `*_bench.py` here has a function `rows(scale)`."""
