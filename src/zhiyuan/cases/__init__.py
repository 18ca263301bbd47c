"""Every promise of the park as a procedure: a kind is data, a case is a log, a deadline is computed.

Read ``limit`` and ``clock`` first (how long, and until when), then ``officetime``; ``kind`` and
``kindread`` (what may be applied for), ``event``, ``state`` and ``fold`` (what happens, where a case
stands), whose rules are in ``intake``, ``work``, ``turns`` and ``lookback``; ``reading`` (the clocks of a case).
``oneday`` (the chance of one day) and ``mechanism`` (the parts of relief) stand apart.
``lint`` says what may not be published; ``flow`` and ``layout`` place what ``bpmn`` exports and ``drawing`` draws.
``models``, ``writes``, ``services`` and ``queries`` keep it: an event is never changed, and what lies beside
the log to be found by (``turn``) may be laid anew.
``offer`` says what ``views`` offers a person in a case.
"""
