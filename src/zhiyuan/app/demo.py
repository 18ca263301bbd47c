"""The demo: an installation with an invented park, two invented years and people for every role."""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import zhiyuan
from zhiyuan.app import clock, demo_bills, demo_services, gateways, init, tree
from zhiyuan.app.child import Program, module
from zhiyuan.app.home import DEFAULTS, Home, enter
from zhiyuan.app.load import STATE, Plan
from zhiyuan.app.manage import ready
from zhiyuan.app.supervise import Say, Supervisor, only_one, ports_free
from zhiyuan.kernel.errors import NotFound, Refused, ZhiyuanError
from zhiyuan.kernel.workday import is_working_day
from zhiyuan.park.circuits import feeds_light

SEED = 20
EXAMPLE = "science-city/park.yaml"
OPENS = (8, 30)
BETWEEN_QUARTERS_S = 240.0
PEOPLE = {
    "administrator": "系统管理员",
    "operator": "运行值班员",
    "electrician": "电工",
    "bookkeeper": "园区会计",
    "officer": "园区管理员",
    "head": "窗口负责人",
    "window": "窗口人员",
    "tenant": "入驻企业",
    "leader": "园区领导",
    "auditor": "审计员",
}

SCOPED = ("administrator", "tenant")  # there already; added once its enterprise is


def example() -> Path:
    """The example park: beside the package in a checkout, inside it when installed."""
    package = Path(zhiyuan.__file__).parent
    for folder in (package / "examples", package.parents[1] / "examples"):
        if (folder / EXAMPLE).exists():
            return folder / EXAMPLE
    raise NotFound("the example park {name} is not installed", name=EXAMPLE)


def opening(now: datetime, zone: ZoneInfo) -> datetime:
    """Half past eight of the last working day that has begun: a demo opens when people arrive.

    >>> from zoneinfo import ZoneInfo
    >>> opening(datetime(2026, 11, 24, 4, tzinfo=UTC), ZoneInfo("Asia/Shanghai")).isoformat()
    '2026-11-24T08:30:00+08:00'
    """
    day = now.astimezone(zone).date()
    while True:
        moment = datetime(day.year, day.month, day.day, *OPENS, tzinfo=zone)
        if moment <= now and is_working_day(day):
            return moment
        day -= timedelta(days=1)


def plan(now: datetime, zone: ZoneInfo, days: int) -> Plan:
    """So many days up to the opening; half of them before the installation."""
    begins = opening(now, zone)
    first = begins.date() - timedelta(days=days)
    installed = first + timedelta(days=days // 2)
    return Plan(seed=SEED, first=first.isoformat(), installed=installed.isoformat(), now=begins.timestamp())


def make(directory: Path, days: int, ports: dict[str, str], say: Say) -> Home:
    """A new demo installation, up to the point where its past can be brought in."""
    say(f"making a demo installation in {directory}")
    passwords = {role: secrets.token_urlsafe(9) for role in PEOPLE}
    addresses = {name: ports.get(name) or DEFAULTS[name] for name in ("http", "mqtt", "nats")}
    init.make(directory, administrator="administrator", password=passwords["administrator"], demo=True, **addresses)
    home = enter(directory)
    home.keep_secret("demo", passwords)
    ready()
    from zhiyuan.identity.services import set_roles

    say(f"importing {example()}")
    site = _import(example())
    people = {r: init.add_person(r, passwords[r], r, n) for r, n in PEOPLE.items() if r not in SCOPED}
    set_roles(_administrator(), people["electrician"], grants=["electrician", "officer@cases.desk:electrician"])
    gateways.sync(home, gateways.from_park())
    made = plan(datetime.now(UTC), ZoneInfo(site.timezone), days)
    made.save(home.path)
    _studies(site, made)
    office = demo_bills.Office(_administrator(), people["bookkeeper"])
    enterprise = demo_bills.seed(site, made.first_day, made.today(site.timezone), office)
    people["tenant"] = init.add_person("tenant", passwords["tenant"], "tenant", str(enterprise), enterprise.scopes()[0])
    demo_services.seed(site, datetime.fromtimestamp(made.now, UTC), people, example().parents[1])
    return home


def _import(file: Path) -> Any:
    from zhiyuan.park import services

    return services.import_park(_administrator(), None, text=file.read_text("utf-8"))


def _administrator() -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username="administrator")


def _studies(site: Any, made: Plan) -> None:
    """How each metered circuit's saving is measured: the year before, the work, everything after."""
    from zhiyuan.savings import services

    metered = {m.circuit for m in site.meter_set.select_related("circuit") if m.circuit is not None}
    for circuit in sorted(c.key for c in metered if feeds_light(c.kind)):
        services.set_study(
            _administrator(),
            site,
            circuit=circuit,
            baseline_start=made.first_day,
            baseline_end=made.install_day,
            reporting_start=made.controlled_day,
            source="模拟数据：示例园区的虚构安装记录",
            meter_class="1",
        )


def load(home: Home, say: Say) -> None:
    """Bring the past in: broker and store run, the loader sends, all three end."""
    made = Plan.read(home.path)
    # Off the quarter hours: a gateway heard for the first time with stamps whole hours old has a wrong clock.
    clock.starting(made.now + BETWEEN_QUARTERS_S, 1.0).save(home.clock_file)
    with only_one(home):
        ports_free(home, ("mqtt", "nats"))
        gateways.broker(home).make_stream()
        needed = [p for p in tree.programs(home) if p.name in {"broker", "store"}]
        loader = Program("load", module("load", "zhiyuan.app.load", 2).argv, 2, once=True)
        Supervisor(home, [*needed, loader], say, tree.environment(home)).run()
    if not Plan.read(home.path).loaded:
        raise Refused("the past was not brought in; start again to go on")


def _bills(home: Home, say: Say) -> None:
    """Close a month from what was brought in, unless somebody has closed one already."""
    ready()
    from zhiyuan.identity.queries import person_named
    from zhiyuan.park import queries

    site, made = queries.site(), Plan.read(home.path)
    office = demo_bills.Office(_administrator(), person_named("bookkeeper"))
    try:
        month = demo_bills.close(site, made.first_day, made.today(site.timezone), office)
    except ZhiyuanError as why:  # a demo of an earlier version has other readings; it runs all the same
        say(f"no month could be closed: {why}")
        return
    if month is not None:
        say(f"bills of {month:%Y-%m} are issued; the month after waits to be closed")


def resume(home: Home, speed: float) -> None:
    """Let the park's clock go on where the invented park, or its last reading, left off."""
    from zhiyuan.app.simulated import last_moment
    from zhiyuan.telemetry.delta import DeltaFiles
    from zhiyuan.telemetry.historian import READINGS

    files = DeltaFiles(home.historian / "readings", READINGS).files()
    newest = max((f.last for f in files), default=0) / 1e6
    alive = last_moment(home) if (home.path / STATE).exists() else 0.0
    clock.starting(max(newest, alive) + 1.0, speed).save(home.clock_file)


def run(directory: Path, *, speed: float, days: int, ports: dict[str, str], say: Say) -> None:
    """Everything: make it if it is new, bring the past in if it is missing, run the tree with all devices."""
    home = Home(directory.expanduser().resolve())
    begun = time.monotonic()
    if not home.exists():
        home = make(home.path, days, ports, say)
    enter(home.path)
    if not home.config()["demo"]:
        raise Refused("{path} is not a demo; 'zhiyuan run {path}' runs it", path=home.path)
    if not Plan.read(home.path).loaded:
        load(home, say)
        say(f"the past is in after {time.monotonic() - begun:.0f} s")
    _bills(home, say)
    resume(home, speed)
    devices = module("devices", "zhiyuan.app.simulated", tree.OTHERS)
    tree.run(home, say, extra=(devices,), on_ready=_greeting(home, speed, say))


def _greeting(home: Home, speed: float, say: Say) -> Callable[[], None]:
    def greet() -> None:
        say(f"the demo runs at http://{home.config()['http']} （模拟数据）, park time {speed:g} × real time")
        for role, password in home.secret("demo").items():
            say(f"  {role:14} {password:14} {PEOPLE[role]}")
        say("Ctrl-C stops it; the data stays.")

    return greet
