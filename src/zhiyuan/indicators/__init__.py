"""What the park comes to: figures with sign, period, basis and source, each open to its origin; the cockpit.

Read ``definition`` (what an indicator is), ``period``, ``said`` (a value with its sign), ``measure`` (what may be
reckoned with what), ``worth`` (what an indicator comes to), then ``queries``.
"""
