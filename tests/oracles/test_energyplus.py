"""EnergyPlus agrees with our yearly lighting energy of one daylit south office at Nanyang.

The room has the window of the shared room; ideal continuous dimming to 300 lx at two points, no
blinds, weekdays 08–18. EnergyPlus traces the sky through the window itself (Daylighting:Controls,
split flux); ours multiplies the facade's light by a daylight coefficient per point.
"""

import csv
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from oracles.south_office import DAYLIGHT_FACTORS
from shared import data
from zhiyuan.lighting.daylight import FACADES, daylight_coefficient, year_of_light
from zhiyuan.lighting.solve import least_power_one
from zhiyuan.lighting.weather import WeatherYear, read_weather

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(
        find_spec("pyenergyplus") is None, reason="pip install pyenergyplus-lbnl==26.1.0 to compare with EnergyPlus"
    ),
]

EPW = "epw/CHN_Henan.Nanyang.571780_CSWD.epw"
LIGHTS_W = 240.0
NEED_LX = 300.0


def test_a_daylit_office_uses_what_energyplus_says(tmp_path: Path) -> None:
    undimmed, dimmed = energyplus_kwh(tmp_path)
    weather = read_weather(data(EPW))
    assert undimmed == pytest.approx(LIGHTS_W * 10 * 260 / 1000, rel=0.001)
    ours = our_kwh(weather)
    print(f"undimmed {undimmed:.1f} kWh")
    print(f"dimmed: EnergyPlus {dimmed:.1f} kWh, ours {ours:.1f} kWh ({ours / dimmed - 1:+.1%})")
    assert ours == pytest.approx(dimmed, rel=0.10)


def our_kwh(weather: WeatherYear) -> float:
    start = weather.hours(2017)[0]
    minutes = start + np.arange(525_600).astype("timedelta64[m]")
    light = year_of_light(weather, minutes)
    south = FACADES.index("S")
    facade = (light.sky_lx + light.beam_lx)[:, south].astype(float)
    local = minutes + np.timedelta64(8, "h")
    hour = (local - local.astype("datetime64[D]")).astype(int) // 60
    workday = np.is_busday(local.astype("datetime64[D]"))
    used = workday & (hour >= 8) & (hour < 18)
    shares = [daylight_coefficient(DAYLIGHT_FACTORS[depth]) for depth in (2.5, 4.5)]
    levels = [least_power_one(NEED_LX, NEED_LX - share * facade[used]) for share in shares]
    return float(sum(level.sum() for level in levels) * LIGHTS_W / 2 / 60 / 1000)


def energyplus_kwh(folder: Path) -> tuple[float, float]:
    results = []
    for name, controls in (("undimmed", ""), ("dimmed", CONTROLS)):
        out = folder / name
        out.mkdir()
        (out / "room.idf").write_text(ROOM + controls)
        arguments = ["-w", str(data(EPW)), "-d", str(out), "-r", str(out / "room.idf")]
        done = subprocess.run([sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, cwd=out)
        assert done.returncode == 0, done.stderr
        results.append(lights_kwh(out / "eplusout.mtr"))
    return results[0], results[1]


def lights_kwh(meters: Path) -> float:
    """The year's electricity for lights; the meter file names it, gives its number, and later its joules."""
    rows = list(csv.reader(meters.read_text().splitlines()))
    number = next(row[0] for row in rows if len(row) > 2 and row[2].startswith("InteriorLights:Electricity"))
    return float(rows[-3][1]) / 3.6e6 if rows[-3][0] == number else float("nan")


RUN = """
import sys
from pyenergyplus.api import EnergyPlusAPI
api = EnergyPlusAPI()
sys.exit(api.runtime.run_energyplus(api.state_manager.new_state(), sys.argv[1:]))
"""

CONTROLS = """
Daylighting:ReferencePoint, Near, Office, 3.0, 2.5, 0.75;
Daylighting:ReferencePoint, Far, Office, 3.0, 4.5, 0.75;
Daylighting:Controls, Dim, Office, SplitFlux, Always, Continuous, 0.0, 0.0, 1, 1.0, Near, 0.0, 30.0, 0.5,
  Near, 0.5, 300, Far, 0.5, 300;
"""

ROOM = """
Version, 25.2;
SimulationControl, No, No, No, No, Yes;
Building, Room, 0, City, 0.04, 0.4, FullInteriorAndExterior, 25, 6;
Timestep, 6;
RunPeriod, Year, 1, 1, 2017, 12, 31, 2017, Sunday, No, No, No, No, No;
GlobalGeometryRules, UpperLeftCorner, Counterclockwise, Relative;
ScheduleTypeLimits, Any;
Schedule:Compact, Always, Any, Through: 12/31, For: AllDays, Until: 24:00, 1;
Schedule:Compact, Work, Any, Through: 12/31, For: Weekdays, Until: 8:00, 0, Until: 18:00, 1, Until: 24:00, 0,
  For: AllOtherDays, Until: 24:00, 0;
Material, WallStuff, Rough, 0.2, 0.5, 1000, 900, 0.9, 0.5, 0.5;
Material, FloorStuff, Rough, 0.2, 0.5, 1000, 900, 0.9, 0.8, 0.8;
Material, CeilingStuff, Rough, 0.2, 0.5, 1000, 900, 0.9, 0.3, 0.3;
WindowMaterial:SimpleGlazingSystem, Glass, 2.0, 0.5, 0.6;
Construction, Wall, WallStuff;
Construction, Floor, FloorStuff;
Construction, Ceiling, CeilingStuff;
Construction, Window, Glass;
Zone, Office, 0, 0, 0, 0, 1, 1, 2.8, 84;
BuildingSurface:Detailed, South, Wall, Wall, Office, , Outdoors, , SunExposed, WindExposed, autocalculate, 4,
  0,0,2.8, 0,0,0, 6,0,0, 6,0,2.8;
BuildingSurface:Detailed, East, Wall, Wall, Office, , Adiabatic, , NoSun, NoWind, autocalculate, 4,
  6,0,2.8, 6,0,0, 6,5,0, 6,5,2.8;
BuildingSurface:Detailed, North, Wall, Wall, Office, , Adiabatic, , NoSun, NoWind, autocalculate, 4,
  6,5,2.8, 6,5,0, 0,5,0, 0,5,2.8;
BuildingSurface:Detailed, West, Wall, Wall, Office, , Adiabatic, , NoSun, NoWind, autocalculate, 4,
  0,5,2.8, 0,5,0, 0,0,0, 0,0,2.8;
BuildingSurface:Detailed, Floor, Floor, Floor, Office, , Adiabatic, , NoSun, NoWind, autocalculate, 4,
  0,0,0, 0,5,0, 6,5,0, 6,0,0;
BuildingSurface:Detailed, Ceiling, Ceiling, Ceiling, Office, , Adiabatic, , NoSun, NoWind, autocalculate, 4,
  0,5,2.8, 0,0,2.8, 6,0,2.8, 6,5,2.8;
FenestrationSurface:Detailed, Window, Window, Window, South, , autocalculate, , 1, 4,
  0.6,0,2.4, 0.6,0,0.9, 5.4,0,0.9, 5.4,0,2.4;
Lights, Lights, Office, Work, LightingLevel, 240, , , 0, 0.4, 0.2, 1;
Output:Meter, InteriorLights:Electricity, RunPeriod;
"""
