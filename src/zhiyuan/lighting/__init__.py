"""Light where people are, never below the standard, and not a watt more.

Pure first: ``dimming`` (power and levels), ``photometry`` (IES, LDT), ``daylight``, ``program``
(schedules as functions of time), ``solve`` and ``block`` (least power for the required light),
``model`` (a park as arrays), ``control`` (the decision, from ``presence``, ``estimate``, ``target``,
``filters``, ``priority`` and ``contactor``), ``calibrate``. Then ``models``, ``services``, ``queries``,
``views``. What comes of it in a year is tried in ``simpark``.
"""
