"""The pages of policies: the list, one policy, its firms, its form, and what a firm sees."""
