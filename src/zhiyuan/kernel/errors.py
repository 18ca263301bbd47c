"""Failures we can name, sorted by what the caller can do about them.

ZhiyuanError
├── Malformed   the input cannot be read             → correct it
├── NotFound    nothing answers to that name         → look elsewhere
├── Refused     understood, and a rule says no       → ask who may
└── NotReady    right request, wrong moment          → try again later

A message is an English template with named parameters. The doors translate the
template and fill it in; here nothing knows about languages.
"""

from collections.abc import Callable


class ZhiyuanError(Exception):
    """A failure with a template, so that a door can say it in the reader's language."""

    def __init__(self, template: str, /, **params: object) -> None:
        super().__init__(template)
        self.template = template
        self.params = params

    def __str__(self) -> str:
        return self.render(str)

    def render(self, translate: Callable[[str], str]) -> str:
        """Fill the translated template in.

        >>> NotFound("no adapter speaks {name}", name="knx").render(str)
        'no adapter speaks knx'
        """
        params = {name: _said(value, translate) for name, value in self.params.items()}
        return translate(self.template).format(**params)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.template, self.params)


def _said(value: object, translate: Callable[[str], str]) -> object:
    """A parameter that is itself a message, or a list of them, reads in the same language."""
    render = getattr(value, "render", None)
    return render(translate) if render else value


def _rebuild(kind: type[ZhiyuanError], template: str, params: dict[str, object]) -> ZhiyuanError:
    return kind(template, **params)


class Malformed(ZhiyuanError):
    """The input cannot be read: correct it."""


class NotFound(ZhiyuanError):
    """Nothing answers to that name: look elsewhere."""


class Refused(ZhiyuanError):
    """Understood, and a rule says no: ask who may."""


class NotReady(ZhiyuanError):
    """The right request at the wrong moment: try again later."""
