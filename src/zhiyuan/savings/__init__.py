"""What was saved, with honest uncertainty. Never sees lighting.

Read ``sufficiency`` (may we?), ``baseline`` (what would have been used), ``avoided`` (what was
saved), ``switchback`` (baseline-mode days), ``report``; then ``models``, ``services``, ``views``.
"""
