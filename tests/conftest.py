"""What holds for all tests: generated examples are the same in every run, and a busy machine fails none of them."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
