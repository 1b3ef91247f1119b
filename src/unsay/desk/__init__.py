"""What a desk does, one file a deed, and the ports it does it through. No SQL and no HTTP here."""
