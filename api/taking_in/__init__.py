"""Uploaded papers taken into the library by a process of its own, which is there only while it is needed."""
