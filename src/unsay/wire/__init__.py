"""Frames and sessions of the live sockets, sans-I/O."""
