"""The commands of the command line, one group of them a file."""
