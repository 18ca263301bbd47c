"""A park file for tests of steering: an office with two groups, a corridor, a lamp that nothing may command."""

from datetime import UTC, date, datetime

from zhiyuan.adapters.mqtt import Ack, Command, decode_command
from zhiyuan.app.steering.dispatch import Message
from zhiyuan.app.steering.ground import Ground, ground
from zhiyuan.app.steering.steersman import Figures, Now, Steersman, steersman
from zhiyuan.park.document import (
    Building,
    Circuit,
    Floor,
    Gateway,
    Group,
    Luminaire,
    LuminaireType,
    Park,
    Schedule,
    Sensor,
    Site,
    Space,
)
from zhiyuan.telemetry.messages import Items

MONDAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC).timestamp() / 60  # nine in the morning, Shanghai
THREE = datetime(2026, 3, 1, 19, 0, tzinfo=UTC).timestamp() / 60  # three in the night


def park() -> Park:
    """Two gateways: g1 feeds the office, g2 the corridor; circuit c1 has a contactor, c2 feeds the emergency lamp."""
    office = Space(
        "o101", "办公室", "office_interior", (0, 0, 20, 8), "office",
        groups=(Group("o101-w", (312.0, 88.0)), Group("o101-c", (88.0, 312.0))),
        luminaires=(
            Luminaire("L1", "panel", "c1", "o101-w", "g1", 1, 3, 2),
            Luminaire("L2", "panel", "c1", "o101-w", "g1", 2, 11, 2),
            Luminaire("L3", "panel", "c1", "o101-c", "g1", 3, 3, 6),
        ),
    )  # fmt: skip
    corridor = Space(
        "k1", "走廊", "corridor", (0, 8, 20, 3), "always",
        groups=(Group("k1-a", (62.5,)),),
        luminaires=(
            Luminaire("L4", "panel", "c2", "k1-a", "g2", 1, 10, 9),
            Luminaire("E1", "panel", "c2", None, None, None, 15, 9, "emergency"),
        ),
    )  # fmt: skip
    return Park(
        site=Site("park", "小园区", 33.0, 112.5),
        luminaire_types=(LuminaireType("panel", "面板灯", 20.0),),
        schedules=(
            Schedule("office", "办公", ({"days": "workdays", "on": "08:00", "off": "20:00"},)),
            Schedule("always", "全天", ({"days": "daily"},)),
        ),
        buildings=(Building("b1", "一号楼", (Floor("b1-f1", "一层", 1, 20, 11, (office, corridor)),)),),
        circuits=(
            Circuit("c1", "办公照明", "office", "b1", contactor=True, gateway="g2"),
            Circuit("c2", "走廊照明", "corridor", "b1"),
        ),
        gateways=(Gateway("g1", "网关一", "b1-f1"), Gateway("g2", "网关二", "b1-f1")),
        sensors=(
            Sensor("P1", "presence", "g1", space="o101"),
            Sensor("S1", "switch", "g1", space="o101"),
            Sensor("P2", "presence", "g2", space="k1"),
            Sensor("F1", "fire", "g2", building="b1"),
        ),
        meters=(),
    )


class Bridge:
    """A steersman with hands: time passes, devices speak and answer."""

    def __init__(self, minute: float = NINE, figures: Figures | None = None, of: Ground | None = None) -> None:
        self.ground = of or ground(park(), MONDAY)
        self.minute, self.mono = minute, 1000.0
        self.steer: Steersman = steersman(self.ground, self.now, figures or Figures())
        self.sent: list[tuple[str, Command]] = []

    @property
    def now(self) -> Now:
        return Now(self.minute, self.mono)

    def says(self, gateway: str, point: str, value: float, minute: float | None = None) -> None:
        """A device says one reading, and what follows is decided and sent."""
        t = round((self.minute if minute is None else minute) * 60_000)
        events = self.steer.hear(gateway, Items(t, (point,), (value,)), self.now)
        for event in events:
            if point.endswith("/switch"):
                self.steer.switched(event, self.now)
            if point.endswith("/fire"):
                self.steer.fire(event)
        if events or self.steer.urgent:
            self.decide()

    def decide(self) -> list[Command]:
        self.steer.decide(self.now)
        return self.flush()

    def flush(self) -> list[Command]:
        messages, _ = self.steer.leaving(self.now)
        new = [decoded(m) for m in messages]
        self.sent += new
        return [c for _, c in new]

    def passes(self, minutes: float, *, quiet: tuple[str, ...] = ()) -> list[Command]:
        """Minute by minute; every sensor but the ``quiet`` ones says that nothing moves, and devices obey."""
        out: list[Command] = []
        for _ in range(round(minutes)):
            self.minute += 1
            self.mono += 60
            self.steer.overdue(self.now)
            for gateway in self.ground.gateway:
                self._nothing_moves(gateway, quiet)
            out += self.decide()
            self.answer()
        return out

    def _nothing_moves(self, gateway: str, quiet: tuple[str, ...]) -> None:
        points = [f"sensor/{k}/presence" for k, (g, _) in self.ground.presence_sensors.items() if g == gateway]
        said = [p for p in points if p.split("/")[1] not in quiet] or ["gw/health"]
        self.steer.hear(gateway, Items(round(self.minute * 60_000), said, [0.0] * len(said)), self.now)

    def answer(self, but: tuple[str, ...] = ()) -> None:
        """Every device does what it was told and says so; those in ``but`` are silent."""
        for gateway, command in self.sent:
            self.steer.acknowledged(gateway, ack(self.ground, gateway, command, but), self.now)
        self.sent.clear()
        self.flush()

    def level(self, group: str) -> float:
        return float(self.steer.given[self.ground.group[group]])

    def reason(self, group: str) -> str:
        from zhiyuan.lighting.state import Reason

        return Reason(int(self.steer.reasons[self.ground.group[group]])).word


def decoded(message: Message) -> tuple[str, Command]:
    """Gateway and command of a message that leaves."""
    return message[0].split(".")[2], decode_command(message[1])


def ack(of: Ground, gateway: str, command: Command, but: tuple[str, ...] = ()) -> Ack:
    """What an obedient gateway answers."""
    levels = {key: s.level * 100 for s in command.set for key in of.members.get((gateway, s.g), ()) if key not in but}
    return Ack(command.id, command.t, levels, {c.c: int(c.closed) for c in command.contactor})
