"""A question in, verified cited sentences out."""
