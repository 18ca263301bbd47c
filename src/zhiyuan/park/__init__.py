"""What is installed where: site, building, floor, space, circuit, luminaire, sensor, meter, point.

Read ``models`` (what is remembered), ``document`` (the park file, pure), ``exchange``
(file ↔ database), ``services`` and ``queries`` (the doors).
"""
