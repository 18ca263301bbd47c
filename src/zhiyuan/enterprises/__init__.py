"""Who is in the park: enterprises by their credit code, and which spaces and meters are theirs from when until when.

A tenancy is half-open: it owns its first day and not its ``end``. A space or a meter is in one tenancy at a time.
``ladder/`` says which rung of the innovation ladder a firm stands on, and by which clause.
"""
