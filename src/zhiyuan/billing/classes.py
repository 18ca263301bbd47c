"""Who pays which published price: customer classes, voltages, one or two parts. Names as the price tables have them."""

from zhiyuan.kernel.errors import Malformed

CLASSES = ("commercial", "residential", "agricultural")  # 工商业, 居民生活, 农业生产
VOLTAGES = ("0.4", "10", "35", "110", "220")  # nominal voltage of the supply [kV]: 不满 1 千伏 … 220 千伏及以上
MODES = ("single", "two_part")  # 单一制, 两部制
BASICS = ("capacity", "contract", "measured")  # what the basic charge is taken of
PF_STANDARDS = ("", "0.90", "0.85", "0.80")  # none, or the table of (83)水电财字第215号
SAID = {  # as a message says them, in the reader's language
    "commercial": Malformed("commercial"),
    "residential": Malformed("residential"),
    "agricultural": Malformed("agricultural"),
    "single": Malformed("single-part"),
    "two_part": Malformed("two-part"),
}
