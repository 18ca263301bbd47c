"""Industry chains: which segments the park has, which it lacks, and which word the park's plan has for each.

Read ``graph`` (segments and flows), ``partition`` (one word for every segment), ``drawing`` (the printable picture).
"""
