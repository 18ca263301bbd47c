"""The innovation ladder: which rung a firm stands on, by which clause, and what is missing for the next.

Read in this order: ``exact`` (numbers and the third truth value), ``fields`` and ``firm`` (what is known of a
firm), ``measure`` → ``condition`` → ``part`` → ``rule`` (one clause table and its verdict), ``parse`` and
``editions`` (how tables come out of ``reference/ladder``), ``advice`` (the smallest step), ``lint``, ``entry``.
"""
