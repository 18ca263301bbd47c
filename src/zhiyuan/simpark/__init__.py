"""A made-up park: sky, people, physics, seeds. Publishes over MQTT like any device.

``world`` draws a year of it (``people``, ``occupants``, ``sky``, ``knowledge``); ``trial`` runs every
strategy through it and audits the light with what no controller sees; ``predict`` says beforehand
what may be promised; ``records`` and ``replay`` bring real rooms in. ``live`` and ``history`` are the demo's.
"""
