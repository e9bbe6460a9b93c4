"""Processes that the service starts and has do its work: their pipes, their beginning and end, their errors."""
