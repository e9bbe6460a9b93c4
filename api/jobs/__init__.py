"""Work that outlives its request: uploads, briefings and evaluations, a few at a time."""
