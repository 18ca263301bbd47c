"""One field protocol per file: pure ``decode``/``encode``, and a class that owns the socket.

A file dropped in here is found by its name; an outsider's package by the entry-point
group ``zhiyuan.adapters``.
"""
