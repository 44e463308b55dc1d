"""Date fragments: the values found against those a reader finds. Values are compared as a set, whatever their order."""

from __future__ import annotations

from collections.abc import Iterable

from kmpipe.evaluation.figures import Field, Outcome
from kmpipe.evaluation.gold import Expression, Fragment, Value
from kmpipe.model import DateMention

_NO_DATE = "no date"


def score_fragment(gold: Fragment, found: Iterable[DateMention]) -> tuple[Outcome, ...]:
    """The outcome of `dates` (every value), of `ranges` (values with an end) and of `no_date`.

    A mention whose year stayed open is no value. `no_date` counts the fragments in which there is nothing to be found:
    right where nothing was found, missed where something was; wrong is a fragment with dates in which nothing was found.
    """
    values = {_value(mention.start, mention.end) for mention in found if mention.start or mention.end}
    dated = [e for e in gold.expressions if e.type in ("DATE", "RANGE")]
    required: dict[Value, Expression] = {}
    accepted: dict[Value, set[Value]] = {}
    allowed: set[Value] = set()
    for expression in dated:
        allowed |= _values(expression)
        if not expression.optional:
            value = _value(expression.start, expression.end)
            required.setdefault(value, expression)
            accepted.setdefault(value, set()).update(_values(expression))
    right = {value for value in required if accepted[value] & values}
    wrong, missed = values - allowed, set(required) - right
    ranges = {value for value, expression in required.items() if expression.type == "RANGE"}
    return (
        _outcome(gold, "dates", right, wrong, missed),
        _outcome(gold, "ranges", right & ranges, {value for value in wrong if value[1]}, missed & ranges),
        Outcome(
            id=gold.id,
            language=gold.lang,
            field="no_date",
            right=int(not dated and not wrong),
            wrong=(_NO_DATE,) if required and not values else (),
            missed=(_NO_DATE,) if not dated and wrong else (),
        ),
    )


def written(value: Value) -> str:
    """A value as a reader writes it: `2018-01-15`, `2018-01-15 to 2018-01-17`."""
    start, end = value
    return f"{start or '?'} to {end}" if end else start or "?"


def _value(start: str | None, end: str | None) -> Value:
    return start, None if end == start else end


def _values(expression: Expression) -> set[Value]:
    return {_value(expression.start, expression.end), *(_value(*pair) for pair in expression.alt)}


def _outcome(gold: Fragment, field: Field, right: set[Value], wrong: set[Value], missed: set[Value]) -> Outcome:
    return Outcome(
        id=gold.id,
        language=gold.lang,
        field=field,
        right=len(right),
        wrong=tuple(sorted(map(written, wrong))),
        missed=tuple(sorted(map(written, missed))),
    )
