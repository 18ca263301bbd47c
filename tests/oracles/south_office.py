"""The room that the daylight oracles share: 6 × 5 × 2.8 m, a south window of 4.8 × 1.5 m, sill 0.9 m.

Reflectances 0.2, 0.5, 0.7; glass that passes 0.6; ground albedo 0.2.
"""

# At the middle of the room, 0.75 m high, by distance from the window [m]: Radiance 6.0a,
# -ab 6 -ad 4096 -as 1024 -aa 0.1, CIE overcast sky over ground of 0.2 (three CPU-minutes).
DAYLIGHT_FACTORS = {0.5: 0.164, 2.5: 0.0380, 4.5: 0.0167}

RADIANCE = """
void plastic floor 0 0 5 .2 .2 .2 0 0
void plastic wall 0 0 5 .5 .5 .5 0 0
void plastic ceiling 0 0 5 .7 .7 .7 0 0
void glass window 0 0 3 .654 .654 .654
floor polygon below 0 0 12 0 0 0 6 0 0 6 5 0 0 5 0
ceiling polygon above 0 0 12 0 0 2.8 0 5 2.8 6 5 2.8 6 0 2.8
wall polygon north 0 0 12 0 5 0 6 5 0 6 5 2.8 0 5 2.8
wall polygon east 0 0 12 6 0 0 6 0 2.8 6 5 2.8 6 5 0
wall polygon west 0 0 12 0 0 0 0 5 0 0 5 2.8 0 0 2.8
wall polygon left 0 0 12 0 0 0 0 0 2.8 .6 0 2.8 .6 0 0
wall polygon right 0 0 12 5.4 0 0 5.4 0 2.8 6 0 2.8 6 0 0
wall polygon sill 0 0 12 .6 0 0 .6 0 .9 5.4 0 .9 5.4 0 0
wall polygon lintel 0 0 12 .6 0 2.4 .6 0 2.8 5.4 0 2.8 5.4 0 2.4
window polygon pane 0 0 12 .6 0 .9 .6 0 2.4 5.4 0 2.4 5.4 0 .9
"""

RADIANCE_SKY = """
skyfunc glow sky_glow 0 0 4 1 1 1 0
sky_glow source sky 0 0 4 0 0 1 180
skyfunc glow ground_glow 0 0 4 1 1 1 0
ground_glow source ground 0 0 4 0 0 -1 180
"""
