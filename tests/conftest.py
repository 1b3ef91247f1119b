"""Fixtures every kind of test may ask for; each is defined, and explained, in the module named here."""

pytest_plugins = ["tests.conformance.fixtures"]
