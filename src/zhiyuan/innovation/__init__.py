"""Which rung of the ladder each enterprise stands on, since when, what it lacks for the next, and who can rise."""
