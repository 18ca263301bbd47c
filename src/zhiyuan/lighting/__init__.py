"""Light where people are, never below the standard, and not a watt more.

Pure first: ``dimming`` (power and levels), ``photometry`` (IES, LDT), ``daylight``, ``program``
(schedules as functions of time), ``solve`` (least power for the required light), ``control``
(the decision), ``simulate``, ``predict``. Then ``models``, ``services``, ``queries``, ``views``.
"""
