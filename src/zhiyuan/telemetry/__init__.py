"""Messages become readings, readings are kept exactly once, registers become energy. No Django.

Read in this order: ``point`` (what counts), ``messages`` (as the device said it), ``ingest``
(right point, right unit, or quarantine), ``historian`` (kept, found again), ``energy``
(register → kWh per interval with quality), ``rollup``; ``stream`` and ``broker`` hold the wire.
"""
