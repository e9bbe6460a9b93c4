"""Public question sets turned into golden sets, one layout a file."""
