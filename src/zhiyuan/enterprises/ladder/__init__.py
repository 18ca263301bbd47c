"""The innovation ladder: which rung a firm stands on, by which clause, and what is missing for the next.

Read in this order: ``exact`` (numbers and the third truth value), ``fields`` and ``firm`` (what is known of a
firm), ``measure`` → ``limit`` → ``condition`` → ``part`` → ``clause`` → ``rule`` (a clause table and its verdict),
``bands``, ``parse`` and ``editions`` (how tables come out of ``reference/ladder``), ``advice`` (the smallest step),
``lint`` and ``worked`` (before a page is published), ``entry`` and ``wording`` (in and out).
"""
