"""The contact API (protocol, section 3): what a visitor's widget may ask and do."""
