"""What the platforms can do and how to talk to them, one adapter a platform."""
