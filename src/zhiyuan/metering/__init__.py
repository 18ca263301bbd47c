"""What was measured, how sure that is, and what a person did about it: meters that a bill can stand on.

Read ``virtual`` (meters made of meters), ``tree`` (parent less children is what nobody explains),
``completeness`` (what of a day is known); then ``models``, ``queries``, ``services``, ``views``.
"""
