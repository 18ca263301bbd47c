"""IES (LM-63) and EULUMDAT files, as makers of luminaires publish them, into one Photometry.

Both say only what their symmetry needs; here it is unfolded to the whole circle. A file that is
cut off, out of order or of another type is refused with its line.

References
----------
ANSI/IES LM-63-86, -91, -95, -02: standard file format for electronic transfer of photometric data.
Stockmar 1990: EULUMDAT, ein Leuchtendatenformat für den europäischen Beleuchtungsplaner (Licht 90).
"""

import math
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyuan.kernel.errors import Malformed, NotFound
from zhiyuan.lighting.photometry import Photometry

Array = NDArray[np.float64]

_MOST_ANGLES = 1000
_LARGEST_FILE = 20_000_000


def read_photometry(path: Path) -> Photometry:
    """Read an .ies or .ldt file; the text, not the ending, says which it is. Any 8-bit text is accepted."""
    if not path.is_file():
        raise NotFound("there is no photometric file {path}", path=path)
    if path.stat().st_size > _LARGEST_FILE:
        raise Malformed("{path} is too large for a photometric file", path=path)
    return parse_photometry(path.read_bytes().decode("latin-1"), path.name)


def parse_photometry(text: str, name: str) -> Photometry:
    """Read the text of an IES or EULUMDAT file."""
    if re.search(r"^\s*TILT\s*=", text, re.MULTILINE) or text.lstrip().startswith("IES"):
        return parse_ies(text, name)
    return parse_ldt(text, name)


class _Numbers:
    """The numbers of a file from some line on, one after another, with the line they stand in."""

    def __init__(self, lines: list[str], first: int, name: str) -> None:
        self.name = name
        self._found = [
            (n, word) for n, line in enumerate(lines, 1) if n > first for word in re.split(r"[\s,]+", line) if word
        ]
        self._next = 0
        self.line = first

    def number(self, what: str) -> float:
        """The next number."""
        if self._next >= len(self._found):
            raise Malformed(
                "{name}, line {line}: the file ends where {what} should be", name=self.name, line=self.line, what=what
            )
        self.line, word = self._found[self._next]
        self._next += 1
        return _number(word, what, self.name, self.line)

    def count(self, what: str) -> int:
        """The next number, as a count of angles."""
        found = self.number(what)
        if found != int(found) or not 1 <= found <= _MOST_ANGLES:
            raise Malformed(
                "{name}, line {line}: {found} is no {what}", name=self.name, line=self.line, found=found, what=what
            )
        return int(found)

    def angles(self, count: int, what: str) -> Array:
        """So many rising angles."""
        angles = np.array([self.number(what) for _ in range(count)])
        return _rising(angles, what, self.name, self.line)

    def candela(self, planes: int, gammas: int) -> Array:
        """The table of intensities; none is negative."""
        table = np.array([self.number("an intensity") for _ in range(planes * gammas)]).reshape(planes, gammas)
        return _not_negative(table, self.name, self.line)


def parse_ies(text: str, name: str) -> Photometry:
    """Read LM-63 of 1986, 1991, 1995 or 2002, type C, TILT=NONE or TILT=INCLUDE."""
    lines = text.splitlines()
    tilt_line = next((n for n, line in enumerate(lines, 1) if re.match(r"\s*TILT\s*=", line)), None)
    if tilt_line is None:
        raise Malformed("{name}, line {line}: no TILT= line", name=name, line=len(lines))
    numbers = _Numbers(lines, tilt_line, name)
    tilt = _tilt(lines[tilt_line - 1].partition("=")[2].strip(), numbers)
    lamps, lumens, multiplier = (
        numbers.number(w) for w in ("the number of lamps", "lumens per lamp", "the multiplier")
    )
    gammas, planes = numbers.count("number of vertical angles"), numbers.count("number of horizontal angles")
    if (kind := numbers.number("the photometric type")) != 1:
        raise Malformed(
            "{name}, line {line}: photometry of type {kind}; only type C (1) is read",
            name=name,
            line=numbers.line,
            kind={2: "B", 3: "A"}.get(int(kind), kind),
        )
    for what in ("the unit", "the width", "the length", "the height"):
        numbers.number(what)
    ballast, factor, watts = (numbers.number(w) for w in ("the ballast factor", "the lamp factor", "the input watts"))
    gamma = numbers.angles(gammas, "vertical angle")
    c = numbers.angles(planes, "horizontal angle")
    _check_gamma(gamma, name, numbers.line)
    scale = multiplier * ballast * (factor or 1.0) * tilt
    if scale <= 0:
        raise Malformed("{name}, line {line}: the multipliers give {scale}", name=name, line=numbers.line, scale=scale)
    table = numbers.candela(planes, gammas) * scale
    full_c, full = _unfold_ies(c, table, name, numbers.line)
    rated = None if lumens < 0 else lamps * lumens
    return Photometry(_ies_name(lines[:tilt_line]) or name, full_c, gamma, full, rated, scale, watts)


def _tilt(word: str, numbers: _Numbers) -> float:
    """The factor of a luminaire that looks down; the table of other tilts is read past."""
    if word.upper() == "NONE":
        return 1.0
    if word.upper() != "INCLUDE":
        raise Malformed(
            "{name}, line {line}: TILT={word}; put the table into the file (INCLUDE) or use NONE",
            name=numbers.name,
            line=numbers.line,
            word=word,
        )
    numbers.number("the lamp geometry")
    count = numbers.count("number of tilt angles")
    angles = numbers.angles(count, "tilt angle")
    factors = [numbers.number("a tilt factor") for _ in range(count)]
    return float(np.interp(0.0, angles, factors))


def _unfold_ies(c: Array, table: Array, name: str, line: int) -> tuple[Array, Array]:
    if len(c) == 1:
        return np.array([0.0, 360.0]), np.vstack((table, table))
    first, last = c[0], c[-1]
    if (first, last) == (0, 90):
        return _whole(*_mirror(*_mirror(c, table, 90.0), 180.0))
    if (first, last) == (0, 180):
        return _whole(*_mirror(c, table, 180.0))
    if (first, last) == (90, 270):
        return _whole(*_mirror(c, table, 270.0))
    if first == 0 and 180 < last <= 360:
        return _whole(c, table)
    raise Malformed(
        "{name}, line {line}: horizontal angles from {first} to {last}; expected 0 to 90, 180 or 360, or 90 to 270",
        name=name,
        line=line,
        first=first,
        last=last,
    )


def _ies_name(header: list[str]) -> str:
    for key in ("LUMCAT", "LUMINAIRE"):
        for line in header:
            if (found := re.match(rf"\s*\[{key}\]\s*(.+)", line)) and found[1].strip():
                return found[1].strip()
    return ""


def parse_ldt(text: str, name: str) -> Photometry:
    """Read EULUMDAT: one value per line, intensities per 1000 lumens of the lamps."""
    lines = text.splitlines()
    field = _Fields(lines, name)
    symmetry, planes = field.whole(3, "symmetry", 0, 4), field.whole(4, "number of C planes", 1, _MOST_ANGLES)
    gammas = field.whole(6, "number of gamma angles", 2, _MOST_ANGLES)
    conversion = field.number(24, "conversion factor") or 1.0
    sets = field.whole(26, "number of lamp sets", 1, 20)
    lamps, lumens = field.number(27, "number of lamps"), field.number(27 + 2 * sets, "total flux of the lamps")
    watts = field.number(27 + 5 * sets, "power")
    at = 27 + 6 * sets + 10  # ten direct ratios are not needed
    c = _rising(field.column(at, planes, "C angle"), "C angle", name, at + planes - 1)
    gamma = _rising(field.column(at + planes, gammas, "gamma angle"), "gamma angle", name, at + planes + gammas - 1)
    _check_gamma(gamma, name, at + planes)
    stored = _stored_planes(symmetry, c)
    at += planes + gammas
    table = _not_negative(field.column(at, len(stored) * gammas, "intensity").reshape(len(stored), gammas), name, at)
    scale = conversion * (1.0 if lamps < 0 else lumens / 1000)  # a negative number of lamps: measured absolutely
    full_c, full = _unfold_ldt(symmetry, stored, table * scale)
    return Photometry(lines[8].strip() or name, full_c, gamma, full, None if lamps < 0 else lumens, scale, watts)


class _Fields:
    """Lines of a EULUMDAT file by their number."""

    def __init__(self, lines: list[str], name: str) -> None:
        self.lines, self.name = lines, name

    def number(self, line: int, what: str) -> float:
        """The number on a line; an empty line is zero, as some makers write it."""
        if line > len(self.lines):
            raise Malformed(
                "{name}, line {line}: the file ends where {what} should be", name=self.name, line=line, what=what
            )
        word = self.lines[line - 1].strip().replace(",", ".")
        return _number(word or "0", what, self.name, line)

    def whole(self, line: int, what: str, low: int, high: int) -> int:
        """A whole number within bounds."""
        found = self.number(line, what)
        if found != int(found) or not low <= found <= high:
            raise Malformed(
                "{name}, line {line}: {found} is no {what}; it is from {low} to {high}",
                name=self.name,
                line=line,
                found=found,
                what=what,
                low=low,
                high=high,
            )
        return int(found)

    def column(self, first: int, count: int, what: str) -> Array:
        """So many lines as numbers."""
        return np.array([self.number(first + n, what) for n in range(count)])


def _stored_planes(symmetry: int, c: Array) -> Array:
    """The C planes that a EULUMDAT file of a symmetry writes down, in its order."""
    if symmetry == 1:
        return c[:1]
    if symmetry == 2:
        return c[c <= 180]
    if symmetry == 3:  # from C270 over C0 to C90
        return np.concatenate((c[c >= 270] - 360, c[c <= 90]))
    return c[c <= 90] if symmetry == 4 else c


def _unfold_ldt(symmetry: int, c: Array, table: Array) -> tuple[Array, Array]:
    if symmetry == 1:
        return np.array([0.0, 360.0]), np.vstack((table, table))
    if symmetry == 2:
        return _whole(*_mirror(c, table, 180.0))
    if symmetry == 3:
        return _whole(*_mirror(c, table, 90.0))
    if symmetry == 4:
        return _whole(*_mirror(*_mirror(c, table, 90.0), 180.0))
    return _whole(c, table)


def _mirror(c: Array, table: Array, about: float) -> tuple[Array, Array]:
    """Add the planes on the other side of a plane of symmetry."""
    return np.concatenate((c, 2 * about - c[::-1])), np.vstack((table, table[::-1]))


def _whole(c: Array, table: Array) -> tuple[Array, Array]:
    """Planes in order from 0 to 360, each once, the first repeated at the end."""
    turned, places = np.unique(np.mod(np.round(c, 6), 360.0), return_index=True)
    ordered = table[places]
    if turned[0] > 0:  # no plane at 0: it lies between the last and the first
        share = turned[0] / (turned[0] + 360 - turned[-1])
        turned, ordered = (
            np.insert(turned, 0, 0.0),
            np.vstack((ordered[0] * (1 - share) + ordered[-1] * share, ordered)),
        )
    return np.append(turned, 360.0), np.vstack((ordered, ordered[0]))


def _number(word: str, what: str, name: str, line: int) -> float:
    try:
        found = float(word)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise Malformed(
            "{name}, line {line}: {word!r} is no number for {what}", name=name, line=line, word=word[:40], what=what
        )
    return found


def _rising(angles: Array, what: str, name: str, line: int) -> Array:
    if (np.diff(angles) <= 0).any() or angles[0] < 0 or angles[-1] > 360:
        raise Malformed(
            "{name}, line {line}: each {what} is larger than the one before", name=name, line=line, what=what
        )
    return angles


def _check_gamma(gamma: Array, name: str, line: int) -> None:
    if len(gamma) < 2 or gamma[-1] > 180:
        raise Malformed(
            "{name}, line {line}: gamma angles are at least two, from 0 to 180 at most", name=name, line=line
        )


def _not_negative(table: Array, name: str, line: int) -> Array:
    if (table < 0).any():
        raise Malformed("{name}, line {line}: an intensity below zero", name=name, line=line)
    return table
