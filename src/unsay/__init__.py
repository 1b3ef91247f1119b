"""Unsay: a self-hosted live-chat service desk whose agents can take a message back."""

__version__ = "0.1.0"
