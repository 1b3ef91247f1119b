"""The house rules of the project, as tests: what every file has to keep to, whatever it is about."""
