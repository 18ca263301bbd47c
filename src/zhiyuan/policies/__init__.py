"""Policies that benefit firms: which firm meets which, who was told, who read it, who claimed it and was granted it.

Read in this order: ``words`` (what may be asked of a firm), ``condition`` and ``table`` (clauses, by the ladder's
engine), ``text`` (what makes a policy whole), ``answers``, then ``models``, ``queries``, ``writes``, ``services``.
"""
