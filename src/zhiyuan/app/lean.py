"""Run one of our modules without pandas: ``python -m zhiyuan.app.lean zhiyuan.app.store``.

pyarrow and duckdb load pandas whenever it is installed (the weather files need it), though store,
steer and web never make a data frame. It would cost each of them 32 MiB.
"""

import runpy
import sys
from importlib.abc import MetaPathFinder
from typing import Any


class WithoutPandas(MetaPathFinder):
    """Says that pandas is not installed."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> None:
        """Refuse one name, leave all others to the next finder."""
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is kept out of this process (zhiyuan.app.lean)", name=fullname)


if __name__ == "__main__":
    sys.meta_path.insert(0, WithoutPandas())
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
