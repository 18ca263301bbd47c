"""Projects from the first lead to full output: milestones planned, moved, reached, and how late each is."""
