"""Who may do what, where; and the trail of what was done. Knows no park.

Read ``roles`` (what each role may), ``models``, ``verbs`` (the decorator that asks the grant,
runs one transaction and leaves one line), ``trail`` (the hash chain), ``services``.
"""
