"""What the service keeps beside the papers: keys, jobs, audit, conversations, feedback, each in its own module."""
