"""The ground floor: words every room says. No Django, no clock, no I/O but reading the book.

Read in this order: ``errors`` (what can go wrong), ``span`` (half-open time), ``units``,
``reference`` (figures with dates and citations), ``workday``, ``sun``; then ``fmt``, ``chart``,
``sheet`` and ``paper``, which turn values into something a person can hold.
"""
