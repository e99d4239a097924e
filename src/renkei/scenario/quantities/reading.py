"""Reading a quantity from its written form.

What for: the one place that knows the written forms of a quantity. Takes plain data (text, a
number, or a mapping) and a dimension; gives a Quantity, or adds to a list of faults everything
that is wrong, each with the way that leads to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import NameList, Phrase, later
from renkei._base.nearest import did_you_mean
from renkei.scenario.faults import Fault
from renkei.scenario.quantities import distributions as dist
from renkei.scenario.quantities import units
from renkei.scenario.quantities.quantity import CONFIDENCES, MEAN, MEDIAN, Quantity, Written
from renkei.scenario.quantities.units import Dimension

Path = tuple[str | int, ...]

ANNOTATIONS = ("range", "means", "parameter", "source", "confidence", "note")
"""What may stand beside the value or distribution."""

_CHOICES = {"confidence": CONFIDENCES, "means": (MEDIAN, MEAN)}

_UNIT_CODES = {"number": "SCN-030", "unit": "SCN-031", "dimension": "SCN-032", "bounds": "SCN-033"}


_BOUNDS = {"cv": (0.001, 20.0), "shape": (0.2, 1000.0)}
"""What a distribution may be asked for: beyond it the quantiles of its mean of 1 leave floats, or
hang on draws that no run sees. A Weibull distribution of shape 0.2 has a cv of 15.8."""


class _Wrong(Exception):
    """Reading cannot go on here; the fault is noted already."""


@dataclass
class _Reader:
    """Reads one quantity; collects its faults."""

    dimension: Dimension
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, code: str, at: Path, found: str, expected: str, remedy: str = "") -> _Wrong:
        self.faults.append(Fault(code, at, found, expected, remedy))
        return _Wrong()

    # Parts -----------------------------------------------------------------------------------

    def number(self, data: Any, at: Path, dimension: Dimension | None = None) -> tuple[float, str]:
        """Read a number with its unit; return its value and its canonical text."""
        dimension = dimension or self.dimension
        if isinstance(data, int | float) and not isinstance(data, bool):
            data = units.plain(data)
        if not isinstance(data, str):
            example = units.RULES[dimension].example
            raise self.wrong(
                "SCN-030",
                at,
                _show(data),
                Phrase(
                    "{dimension}, such as `{example}`",
                    dimension=units.describe(dimension),
                    example=example,
                ),
            )
        try:
            return units.read(data, dimension)
        except units.UnitError as error:
            raise self.wrong(
                _UNIT_CODES[error.kind], at, error.found, error.expected, error.remedy
            ) from None

    def numbers(self, data: Any, at: Path, names: tuple[str, ...]) -> list[tuple[float, str]]:
        """Read a list of numbers with these names; none may be less than the one before."""
        wanted = Phrase("a list of {names}: {names_2}", names=len(names), names_2=", ".join(names))
        if not isinstance(data, list) or len(data) != len(names):
            raise self.wrong("SCN-034", at, _show(data), wanted)
        read = [self.number(item, (*at, index)) for index, item in enumerate(data)]
        for index in range(1, len(read)):
            if read[index][0] < read[index - 1][0]:
                raise self.wrong(
                    "SCN-035",
                    (*at, index),
                    Phrase(
                        "{names} `{read}` less than {names_2} `{read_2}`",
                        names=names[index],
                        read=read[index][1],
                        names_2=names[index - 1],
                        read_2=read[index - 1][1],
                    ),
                    f"{' <= '.join(names)}",
                )
        return read

    def mapping(self, data: Any, at: Path, keys: tuple[str, ...]) -> dict[str, Any]:
        """Check that the data is a mapping with exactly these keys."""
        if not isinstance(data, dict):
            wanted = ", ".join(f"{key}: ..." for key in keys)
            raise self.wrong("SCN-034", at, _show(data), f"`{{{wanted}}}`")
        self.known(data, at, keys)
        missing = [key for key in keys if key not in data]
        if missing:
            raise self.wrong(
                "SCN-034",
                at,
                Phrase("no `{missing}`", missing=missing[0]),
                Phrase("the keys {keys}", keys=", ".join(keys)),
            )
        return data

    def known(self, data: dict[str, Any], at: Path, keys: tuple[str, ...]) -> None:
        """Refuse keys beyond those given."""
        for key in data:
            if key not in keys:
                raise self.wrong(
                    "SCN-012",
                    (*at, key),
                    Phrase("an unknown key, `{key}`", key=key),
                    Phrase("one of: {keys}", keys=", ".join(keys)),
                    did_you_mean(str(key), keys),
                )

    def positive(self, data: Any, at: Path) -> tuple[float, str]:
        """Read a plain number greater than 0."""
        value, text = self.number(data, at, Dimension.COUNT)
        if value <= 0:
            raise self.wrong("SCN-033", at, f"`{text}`", Phrase("more than 0"))
        return value, text

    def positive_mean(self, data: Any, at: Path) -> tuple[float, str]:
        """Read the mean of a distribution that needs one above 0."""
        value, text = self.number(data, at)
        if value <= 0:
            raise self.wrong(
                "SCN-033", at, Phrase("a mean of `{value}`", value=text), Phrase("more than 0")
            )
        return value, text

    # Distributions ---------------------------------------------------------------------------

    def uniform(self, data: Any, at: Path) -> tuple[dist.Distribution, Any]:
        read = self.numbers(data, at, ("low", "high"))
        return dist.Uniform(read[0][0], read[1][0]), [text for _, text in read]

    def triangular(self, data: Any, at: Path) -> tuple[dist.Distribution, Any]:
        read = self.numbers(data, at, ("low", "mode", "high"))
        return dist.Triangular(*(value for value, _ in read)), [text for _, text in read]

    def pert(self, data: Any, at: Path) -> tuple[dist.Distribution, Any]:
        read = self.numbers(data, at, ("low", "mode", "high"))
        return dist.Pert(*(value for value, _ in read)), [text for _, text in read]

    def exponential(self, data: Any, at: Path) -> tuple[dist.Distribution, Any]:
        value, text = self.positive_mean(data, at)
        return dist.Exponential(value), text

    def _mean_and(
        self, second: str, make: Callable[[float, float], dist.Distribution], data: Any, at: Path
    ) -> tuple[dist.Distribution, Any]:
        data = self.mapping(data, at, ("mean", second))
        mean, mean_text = self.positive_mean(data["mean"], (*at, "mean"))
        value, text = self.positive(data[second], (*at, second))
        least, most = _BOUNDS[second]
        if not least <= value <= most:
            found = Phrase("a {second} of `{value}`", second=second, value=text)
            raise self.wrong(
                "SCN-033",
                (*at, second),
                found,
                Phrase("{least} to {most}", least=f"{least:g}", most=f"{most:g}"),
            )
        return make(mean, value), {"mean": mean_text, second: text}

    def gamma(self, data: Any, at: Path) -> tuple[dist.Distribution, Any]:
        return self._mean_and("cv", dist.Gamma, data, at)

    def lognormal(self, data: Any, at: Path) -> tuple[dist.Distribution, Any]:
        return self._mean_and("cv", dist.Lognormal, data, at)

    def weibull(self, data: Any, at: Path) -> tuple[dist.Distribution, Any]:
        return self._mean_and("shape", dist.Weibull, data, at)

    def empirical(self, data: Any, at: Path) -> tuple[dist.Distribution, Any]:
        if isinstance(data, list):
            read = self._list(data, at)
            ones = tuple(1.0 for _ in read)
            return dist.Empirical(tuple(v for v, _ in read), ones), [text for _, text in read]
        data = self.mapping(data, at, ("values", "weights"))
        values = self._list(data["values"], (*at, "values"))
        weights = self._list(data["weights"], (*at, "weights"), Dimension.FACTOR)
        if len(weights) != len(values):
            raise self.wrong(
                "SCN-036",
                (*at, "weights"),
                Phrase(
                    "{weights} weights for {values} values",
                    weights=len(weights),
                    values=len(values),
                ),
                Phrase("as many weights as values"),
            )
        self._check_weights([v for v, _ in weights], (*at, "weights"))
        distribution = dist.Empirical(tuple(v for v, _ in values), tuple(v for v, _ in weights))
        written = {"values": [t for _, t in values], "weights": [t for _, t in weights]}
        return distribution, written

    def mixture(self, data: Any, at: Path) -> tuple[dist.Distribution, Any]:
        if not isinstance(data, list) or not data:
            raise self.wrong(
                "SCN-036",
                at,
                _show(data),
                Phrase("a list of at least one `{weight: ..., of: ...}`"),
            )
        components, weights, written = [], [], []
        for index, item in enumerate(data):
            here = (*at, index)
            item = self.mapping(item, here, ("weight", "of"))
            weight, weight_text = self.number(item["weight"], (*here, "weight"), Dimension.FACTOR)
            component, component_text = self.varying(item["of"], (*here, "of"))
            components.append(component)
            weights.append(weight)
            written.append({"weight": weight_text, "of": component_text})
        self._check_weights(weights, at)
        return dist.Mixture(tuple(components), tuple(weights)), written

    def _list(
        self, data: Any, at: Path, dimension: Dimension | None = None
    ) -> list[tuple[float, str]]:
        if not isinstance(data, list) or not data:
            raise self.wrong("SCN-036", at, _show(data), Phrase("a list of at least one value"))
        return [self.number(item, (*at, index), dimension) for index, item in enumerate(data)]

    def _check_weights(self, weights: list[float], at: Path) -> None:
        if sum(weights) <= 0:
            raise self.wrong(
                "SCN-036", at, Phrase("weights that are all 0"), Phrase("at least one above 0")
            )

    # The whole -------------------------------------------------------------------------------

    def varying(self, data: Any, at: Path) -> tuple[dist.Distribution, Written]:
        """Read a component of a mixture: a value or distribution without annotations."""
        if not isinstance(data, dict):
            value, text = self.number(data, at)
            return dist.Constant(value), text
        self.known(data, at, KINDS)
        kind = self.kind(data, at)
        distribution, written = self.read_kind(kind, data[kind], (*at, kind))
        return distribution, written if kind == "value" else {kind: written}

    def kind(self, data: dict[str, Any], at: Path) -> str:
        """Return which of the kinds of value the mapping gives; exactly one is allowed."""
        kinds = [kind for kind in KINDS if kind in data]
        if len(kinds) == 1:
            return kinds[0]
        expected = Phrase("exactly one of: {kinds}", kinds=", ".join(KINDS))
        if not kinds and self.faults:
            raise _Wrong  # the unknown key was meant for it
        if kinds:
            raise self.wrong(
                "SCN-034",
                (*at, kinds[1]),
                Phrase("both {kinds}", kinds=NameList(kinds, later(" and "))),
                expected,
            )
        raise self.wrong("SCN-034", at, _show(data), expected)

    def read_kind(self, kind: str, data: Any, at: Path) -> tuple[dist.Distribution, Any]:
        if kind == "value":
            value, text = self.number(data, at)
            return dist.Constant(value), text
        method: Callable[[Any, Path], tuple[dist.Distribution, Any]] = getattr(self, kind)
        return method(data, at)

    def quantity(self, data: Any) -> Quantity:
        """Read a whole quantity."""
        if not isinstance(data, dict):
            value, text = self.number(data, ())
            return Quantity(dist.Constant(value), self.dimension, written=text)
        written: dict[str, Any] = {}
        bounds: tuple[float | None, float | None] = (None, None)
        distribution: dist.Distribution | None = None
        # Each part is read even where another is wrong, so that all is reported at once.
        with suppress(_Wrong):
            self.known(data, (), (*KINDS, *ANNOTATIONS))
        with suppress(_Wrong):
            kind = self.kind(data, ())
            distribution, written[kind] = self.read_kind(kind, data[kind], (kind,))
        if "range" in data:
            with suppress(_Wrong):
                bounds, written["range"] = self.range(data["range"], distribution)
        for key in ANNOTATIONS[1:]:
            if key in data:
                with suppress(_Wrong):
                    written[key] = self.text(data[key], key)
        if distribution is None or self.faults:
            raise _Wrong
        if "means" in data:
            self.check_means(written, bounds, distribution)
        return Quantity(
            distribution,
            self.dimension,
            *bounds,
            means=written.get("means", MEDIAN),
            parameter=written.get("parameter"),
            source=written.get("source"),
            confidence=written.get("confidence"),
            note=written.get("note"),
            written=written["value"] if list(written) == ["value"] else written,
        )

    def range(
        self, data: Any, distribution: dist.Distribution | None
    ) -> tuple[tuple[float, float], list[str]]:
        """Read the range of the mean; it must hold the best value."""
        (low, low_text), (high, high_text) = self.numbers(data, ("range",), ("low", "high"))
        best = distribution.mean() if distribution is not None else low
        slack = 1e-9 * max(abs(best), 1e-12)  # `20 min` and `0.3333 h` may differ by rounding
        if not low - slack <= best <= high + slack:
            raise self.wrong(
                "SCN-037",
                ("range",),
                Phrase(
                    "`{range}`, which does not hold the best value {best}",
                    range=f"[{low_text}, {high_text}]",
                    best=f"{best:.6g} {units.RULES[self.dimension].inside}".removesuffix(" 1"),
                ),
                Phrase("low <= best value (the mean) <= high"),
            )
        return (min(low, best), max(high, best)), [low_text, high_text]

    def check_means(
        self,
        written: dict[str, Any],
        bounds: tuple[float | None, float | None],
        distribution: dist.Distribution,
    ) -> None:
        """Refuse a mean over worlds that no median world within the range gives."""
        low, high = bounds
        if low is None or high is None:
            remedy = Phrase("add `range`, or remove `means`")
            raise self.wrong(
                "SCN-039", ("means",), Phrase("no range"), Phrase("a `range` beside it"), remedy
            )
        best = distribution.mean()
        least, most = (3.0 * low + high) / 4.0, (low + 3.0 * high) / 4.0
        slack = 1e-9 * max(abs(best), 1e-12)
        if written["means"] == MEAN and not least - slack <= best <= most + slack:
            end, _, unit = str(written["range"][1]).partition(" ")  # in the unit as written
            best, least, most = (float(end) * value / high for value in (best, least, most))
            raise self.wrong(
                "SCN-039",
                ("means",),
                Phrase(
                    "a mean over worlds of `{best}`, while half of the worlds lie "
                    "on either side of the median",
                    best=f"{best:.6g} {unit}".strip(),
                ),
                Phrase(
                    "{least} to {most}: a quarter of the range from its ends at least",
                    least=f"{least:.6g}",
                    most=f"{most:.6g} {unit}".strip(),
                ),
                Phrase("a narrower range, or `means: median`"),
            )

    def text(self, data: Any, key: str) -> str:
        if not isinstance(data, str) or not data:
            raise self.wrong("SCN-020", (key,), _show(data), Phrase("text"))
        choices = _CHOICES.get(key)
        if choices is not None and data not in choices:
            raise self.wrong(
                "SCN-021",
                (key,),
                f"`{data}`",
                Phrase("one of: {choices}", choices=", ".join(choices)),
                did_you_mean(data, choices),
            )
        return data


KINDS = (
    "value",
    "uniform",
    "triangular",
    "pert",
    "exponential",
    "gamma",
    "lognormal",
    "weibull",
    "empirical",
    "mixture",
)
"""The kinds of value; exactly one is given."""


def read_quantity(data: Any, dimension: Dimension, faults: list[Fault]) -> Quantity | None:
    """Read a quantity, or add what is wrong to ``faults`` and return None."""
    reader = _Reader(dimension, faults)
    try:
        return reader.quantity(data)
    except _Wrong:
        return None


def quantity(written: str | float | dict[str, Any], dimension: Dimension | str) -> Quantity:
    """Read a quantity from its written form, in Python.

    Parameters
    ----------
    written
        ``"20 min"``, ``3``, ``{"triangular": ["1 h", "2 h", "6 h"], "source": "guess"}``.
    dimension
        One of ``time rate speed distance count fraction people factor``.

    Raises
    ------
    InputError
        With every problem of the written form.
    """
    faults: list[Fault] = []
    read = read_quantity(written, Dimension(dimension), faults)
    if read is None:
        raise InputError(_problems(faults))
    return read


def _problems(faults: Iterable[Fault]) -> list[Problem]:
    where = Location("<python>")
    return [
        Problem(
            f.code, where, ".".join(map(str, f.at)) or "quantity", f.found, f.expected, f.remedy
        )
        for f in faults
    ]


def _show(data: Any) -> str:
    """Return data in the spelling of the language, cut to a line."""
    if isinstance(data, dict):
        text = "{" + ", ".join(f"{key}: {_bare(value)}" for key, value in data.items()) + "}"
    else:
        text = _bare(data)
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


def _bare(data: Any) -> str:
    if isinstance(data, list):
        return "[" + ", ".join(_bare(item) for item in data) + "]"
    return "{...}" if isinstance(data, dict) else str(data)
