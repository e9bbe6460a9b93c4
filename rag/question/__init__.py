"""What a question asks for: bodies, meetings, periods, kinds, parts, and what follows from the conversation."""
