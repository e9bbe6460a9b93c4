"""The Modern.gov connector: committees, meetings and papers over the web service of a council's site."""
