"""What follows the log on its own: one file, one cursor each."""
