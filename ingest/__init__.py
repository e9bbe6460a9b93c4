"""Papers in, a searchable library out."""
