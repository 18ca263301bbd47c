"""Who acts for whom, and on which days: agents of a firm, officers of a firm or project, hand-over on leaving.

Read ``delegation`` and ``layer`` first (what a firm may hand to an agent, what the layers of officers are), then
``models``. Nothing here is copied into a grant: ``queries.lent`` says each time anew what follows from the rows on
the day, and ``identity.standing`` asks it before every act.
"""
