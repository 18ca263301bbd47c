"""Every promise of the park as a procedure: a kind is data, a case is a log, a deadline is computed.

Read ``limit`` and ``clock`` first (how long, and until when), then ``officetime``.
"""
