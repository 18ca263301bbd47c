"""What is out of order, said once, until somebody or the facts settle it.

Read ``alarm`` first (kinds, and the delays between a fact and an alarm), then ``models``,
``writes`` (what ``steer`` and ``store`` report), ``services`` (what people do), ``queries``, ``views``.
"""
