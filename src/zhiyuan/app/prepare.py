"""Before the tree starts: bring a kept directory to this version, give every gateway its password.

Runs as a short process of its own, so that the supervisor never loads Django.
"""

import sys

from zhiyuan.app import gateways, home, upgrade
from zhiyuan.app.cli import EXIT_STATUS
from zhiyuan.kernel.errors import ZhiyuanError


def prepare() -> None:
    """Upgrade when needed, then match the broker's users to the park's gateways."""
    from zhiyuan.app.manage import ready

    installation = home.enter(home.current().path)
    upgrade.bring_up(installation, _say)
    ready()
    gateways.sync(installation, gateways.from_park())


def _say(sentence: str) -> None:
    sys.stderr.write(f"zhiyuan: {sentence}\n")


if __name__ == "__main__":
    try:
        prepare()
    except ZhiyuanError as failure:
        _say(str(failure))
        sys.exit(EXIT_STATUS[type(failure)])
