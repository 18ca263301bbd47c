"""From kWh to a bill that anyone can redo: Chinese time-of-use, two-part, power factor, resale.

So far the pure engine: ``period`` (which hour is what), ``tariff`` (figures and clauses for a day),
``power_factor``, ``bill`` (lines, rounded one by one), ``resale`` (shares exact to the cent),
``case`` (a worked case as a file). Pages, month close and tenants' bills are to follow.
"""
