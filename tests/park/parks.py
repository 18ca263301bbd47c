"""A small park as text, and ways to change one thing in it."""

from zhiyuan.park.document import Park
from zhiyuan.park.yamlfile import read

SMALL = """\
site: {key: small, name: 小园区, latitude: 33.0, longitude: 112.5}
luminaire_types:
  - {key: panel, name: 面板灯, rated_w: 20, flux_lm: 3000}
schedules:
  - {key: office, name: 办公, rules: [{days: workdays, on: 08:00, off: 20:00}]}
circuits:
  - {key: c1, name: 办公照明, kind: office, building: b1, contactor: true, gateway: g1}
  - {key: c2, name: 走廊与应急, kind: public, building: b1}
gateways:
  - {key: g1, name: 网关一, floor: f1, circuit: c2}
  - {key: m1-g, name: 电表, floor: f1, direct: true}
buildings:
  - key: b1
    name: 一号楼
    floors:
      - key: f1
        name: 一层
        level: 1
        width_m: 20
        depth_m: 10
        spaces:
          - {key: o1, name: 办公室, kind: office_perimeter, plan: [0, 0, 10, 8], schedule: office, facade: S,
             windows: [{facade: S, area_m2: 6}],
             groups: [{key: o1-w, response: [300, 80], daylight: 0.04}, {key: o1-c, response: [80, 300]}],
             luminaires: [
               {key: L1, type: panel, circuit: c1, group: o1-w, gateway: g1, address: 1, x: 2, y: 2},
               {key: L2, type: panel, circuit: c1, group: o1-c, gateway: g1, address: 2, x: 2, y: 6}]}
          - {key: k1, name: 走廊, kind: corridor, plan: [0, 8, 20, 2], schedule: office, hold_min: 4,
             groups: [{key: k1-a, response: [70]}], spill: {o1: [[3], [4]]},
             luminaires: [
               {key: L3, type: panel, circuit: c2, group: k1-a, gateway: g1, address: 3, x: 5, y: 9},
               {key: E1, type: panel, circuit: c2, x: 15, y: 9, duty: emergency}]}
sensors:
  - {key: p1, kind: presence, gateway: g1, space: o1}
  - {key: f1, kind: fire, gateway: g1, building: b1}
meters:
  - {key: m1, name: 办公电表, circuit: c1, gateway: m1-g, multiplier: 40, decimals: 2, rollover: 10000}
scenes:
  - {key: talk, name: 演示, floor: f1, levels: {o1-w: 0.2, o1-c: 0.5}}
"""


def small(*changes: tuple[str, str]) -> str:
    """The text with some pieces replaced; each piece must be there."""
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def small_document(*changes: tuple[str, str]) -> Park:
    """The same as a value."""
    return read(small(*changes))
