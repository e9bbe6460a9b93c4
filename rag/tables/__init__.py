"""Tables of the papers, read whole: cells that are looked up, and rows that are compared."""
