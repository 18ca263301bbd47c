"""The hand on the lights, in pieces that each know one thing.

``order`` (what is to be sent) → ``pacing`` (not more than a gateway can swallow, newest wins) →
``acknowledgement`` (read back, retry, give up) are pure. ``inputs`` turns messages into what the
decision needs, ``wishes`` reads the database, ``publishing`` tells the house, ``loop`` runs it all.
"""
