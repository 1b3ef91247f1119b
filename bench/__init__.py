"""Benchmarks: what the promises cost, timed beside a floor. Nothing here is asserted, and nothing in `src`
knows of it.
"""
