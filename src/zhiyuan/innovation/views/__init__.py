"""The pages of the ladder: of the park, of one rule, of one firm, of one verdict."""
