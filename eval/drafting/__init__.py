"""Questions drafted from papers: what a sentence or an item gives, and which drafts are shown."""
