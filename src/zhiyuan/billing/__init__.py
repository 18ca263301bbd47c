"""From kWh to a bill that anyone can redo: Chinese time-of-use, two-part, power factor, resale.

The pure engine: ``period`` (which hour is what), ``tariff`` (figures and clauses for a day), ``account``
(lines, rounded one by one), ``sharing`` and ``common`` (a master bill passed on, exact to the cent), ``month``
(everybody's bill), ``effects`` and ``cost`` (what a saving is worth). Around it: ``models``, ``services``,
``writes_close`` (drafts, numbers, credits), ``nightly`` (what later data would change), ``views``.
"""
