"""The desk's ports over SQLite and PostgreSQL. The only package that knows SQL."""
