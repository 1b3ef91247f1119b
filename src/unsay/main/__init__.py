"""The composition root: command line, settings, clock, ids, logs.

The only place that wires parts together.
"""
