"""Diagnosis of an installation, part by part: whether it works, and what to do if it doesn't.

Each app examines what it knows: a plain function that it registers, called with the present moment.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cms.installation.failures import explain


class Condition(StrEnum):
    OK = "OK"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Diagnosis:
    """The condition of one part in a sentence, and what to do."""

    part: str
    condition: Condition
    text: str
    advice: str = ""


Examination = Callable[[datetime], Iterable[Diagnosis]]
_examinations: dict[str, tuple[Examination, str]] = {}


def register_examination(part: str, examination: Examination, *, advice: str = "") -> None:
    """Add an examination, with what to do if it fails: because a server is away, for instance."""
    _examinations[part] = (examination, advice)


def examine(*, at: datetime) -> Iterator[Diagnosis]:
    """Yield what every examination finds. One that fails is an error of its part and stops no other."""
    for part, (examination, first_aid) in _examinations.items():
        try:
            yield from examination(at)
        except Exception as error:  # noqa: BLE001  # whatever is broken is what the doctor is asked about
            advice = first_aid or explain(error) or "Read the service's log; if it says no more, report the fault."
            text = " ".join(str(error).split())
            yield Diagnosis(part, Condition.ERROR, f"The examination failed ({type(error).__name__}: {text}).", advice)


def judge(
    part: str,
    *,
    ok: str,
    warning: str = "",
    error: str = "",
    advice: str = "",
) -> Diagnosis:
    """Return the error if there is one, else the warning if there is one, else that all is well."""
    if error:
        return Diagnosis(part, Condition.ERROR, error, advice)
    if warning:
        return Diagnosis(part, Condition.WARNING, warning, advice)
    return Diagnosis(part, Condition.OK, ok)


def describe_age(seconds: float) -> str:
    """Return an age in the largest unit in which it is at least two."""
    for unit, length in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length:.0f} {unit}"
    return f"{seconds:.0f} seconds"
