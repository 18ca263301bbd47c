"""The words of the price workbook: its columns and the choices in them, in both languages. Pure data.

The file is written in the words of the published table (国网 代理购电工商业用户电价表); English heads and
the short names are read as well.
"""

from dataclasses import dataclass

SHEET = "电价 prices"
GUIDE = "说明 guide"
MOST_ROWS = 2000
NUMBER, TEXT, CHOICE, MONTH, DAY = "number", "text", "choice", "month", "day"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it fills, its heads, what may stand in it."""

    field: str
    head: str
    english: str
    form: str
    choices: tuple[tuple[str, str, str], ...] = ()  # (short name, Chinese, English)
    needed: bool = True

    def read(self, said: str) -> str | None:
        """The short name of a choice, however it is said."""
        plain = said.strip().lower()
        return next((one[0] for one in self.choices if plain in {name.lower() for name in one}), None)


CLASS_CHOICES = (
    ("commercial", "工商业用电", "commercial and industrial"),
    ("residential", "居民生活用电", "residential"),
    ("agricultural", "农业生产用电", "agricultural"),
)
MODE_CHOICES = (("single", "单一制", "single-part"), ("two_part", "两部制", "two-part"))
VOLTAGE_CHOICES = (
    ("0.4", "不满1千伏", "below 1 kV"),
    ("10", "1—10（20）千伏", "1 to 10 (20) kV"),
    ("35", "35千伏", "35 kV"),
    ("110", "110千伏", "110 kV"),
    ("220", "220千伏及以上", "220 kV and above"),
)
COLUMNS = (
    Column("month", "月份", "month", MONTH, needed=False),
    Column("first", "起始日", "first day", DAY, needed=False),
    Column("last", "截止日（含）", "last day (included)", DAY, needed=False),
    Column("customer_class", "用户类别", "customer class", CHOICE, CLASS_CHOICES),
    Column("mode", "电价制式", "number of parts", CHOICE, MODE_CHOICES),
    Column("voltage", "电压等级", "voltage", CHOICE, VOLTAGE_CHOICES),
    Column("energy", "上网电价（元/kWh）", "purchase price (CNY/kWh)", NUMBER),
    Column("loss", "上网环节线损费用（元/kWh）", "line loss price (CNY/kWh)", NUMBER),
    Column("td", "输配电价（元/kWh）", "transmission and distribution price (CNY/kWh)", NUMBER),
    Column("system", "系统运行费用（元/kWh）", "system operation price (CNY/kWh)", NUMBER),
    Column("fund", "政府性基金及附加（元/kWh）", "government funds (CNY/kWh)", NUMBER),
    Column("capacity", "容量电价（元/kVA·月）", "capacity price (CNY/kVA a month)", NUMBER, needed=False),
    Column("demand", "需量电价（元/kW·月）", "demand price (CNY/kW a month)", NUMBER, needed=False),
    Column("source", "来源（网址或文号）", "source (address or notice)", TEXT),
    Column("note", "备注", "note", TEXT, needed=False),
)
BY_FIELD = {column.field: column for column in COLUMNS}
BY_HEAD = {said.lower(): column for column in COLUMNS for said in (column.head, column.english, column.field)}
GUIDE_LINES = (
    "一行是一个月（或一段日期）、一个用户类别、一个电压等级的公布电价。",
    "One row: the published prices of one month (or some days), class and voltage.",
    "月份写成 2026-04；不是整月时留空月份，填起始日和截止日（含当日），写成 2026-04-01。",
    "Months as 2026-04; for other spans the first and last day.",
    "单价按公布的小数位填数字，不要四舍五入，不要用公式，不要存成文本。",
    "Prices as numbers with every published decimal: no rounding, formulas or text.",
    "单一制不填容量、需量电价；两部制两项都填。",
    "Single-part rows have no capacity and demand price; two-part rows have both.",
    "同一类别、制式、电压的月份要连续，日期不得重叠。",
    "Months of one class follow each other without a hole and without overlap.",
    "不要合并单元格。整个文件一次通过或全部退回；录入后须由另一人复核才生效。",
    "No merged cells. All rows are taken or none; another person then checks them.",
)
