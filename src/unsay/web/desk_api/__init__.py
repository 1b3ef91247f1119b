"""The desk API (protocol, section 2): what agents and bots may ask and do, one file a noun."""
