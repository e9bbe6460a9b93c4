"""Structure: what a paper says about itself, read from its text."""
