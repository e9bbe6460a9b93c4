"""A golden set looked over before it is used: its own fields, and its quotes in the papers."""
