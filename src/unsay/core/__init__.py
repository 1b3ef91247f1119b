"""The rules and the words. Pure values in, values out: no clock, no randomness, no I/O, no framework."""
