"""What every line to a system outside shares: addresses that may be called, answers of a bounded size and time, and
when to leave a system alone (``breaker``). Not a field protocol: nothing is polled.
"""
