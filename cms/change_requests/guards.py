"""Guards: the fields of each model that only two people together can change, because the public reads them.

Apps register theirs in ``ready()``. What a guard calls a removal needs one person and takes effect immediately.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, ForeignKey, Model
from django.utils.translation import override

from translations.languages import CODES, SOURCE

EMPTY = (None, "", [])


def _is_always_public(row: Model) -> bool:
    return True


def empties(before: Model, after: Model, name: str) -> bool:
    """Return whether the change of the field leaves nothing to read: an empty translation is replaced by another."""
    field: Any = after._meta.get_field(name)
    if original := getattr(field, "translated_field", None):
        with override(field.language):
            return getattr(after, original.name) in EMPTY
    return getattr(after, name) in EMPTY


@dataclass(frozen=True)
class Guard:
    """The guarded fields of a model.

    ``guards_adding`` says that a new row would be public at once. ``is_public`` returns whether the public reads the
    row; ``is_removal`` whether the change of a field only takes away: by default, whether it was emptied.
    """

    model: type[Model]
    fields: tuple[str, ...]
    guards_adding: bool = False
    is_public: Callable[[Any], bool] = _is_always_public
    is_removal: Callable[[Any, Any, str], bool] = empties


_guards: dict[type[Model], Guard] = {}


def register_guard(guard: Guard) -> None:
    _guards[guard.model] = guard


def get_guard(model: type[Model]) -> Guard:
    """Return the guard of the model; raise ``LookupError`` if it has none."""
    return _guards[model]


def list_guards() -> tuple[Guard, ...]:
    return tuple(_guards.values())


def list_own_fields(model: type[Model]) -> tuple[str, ...]:
    """Return the names of all fields that people can edit, a translated one once for each of the campaign's languages.

    The database has columns for every known language.
    """
    fields = [field for field in model._meta.concrete_fields if getattr(field, "language", SOURCE) in CODES]
    translated = {field.translated_field.name for field in fields if hasattr(field, "translated_field")}
    return tuple(
        field.name for field in fields if field.editable and not field.primary_key and field.name not in translated
    )


def find_guarded_changes(*, before: Model, after: Model, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of the changed fields whose new value has to be approved by a second person."""
    guard = get_guard(type(after))
    if not guard.is_public(before):
        return ()
    named = set(names).intersection(guard.fields)
    old, new = read_values(before, named), read_values(after, named)
    changed = [name for name in guard.fields if name in named and old[name] != new[name]]
    return tuple(name for name in changed if not guard.is_removal(before, after, name))


def read_values(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of these fields as JSON knows them; a foreign key's is the key."""
    return {name: _get_field(row, name).value_from_object(row) for name in names}


def write_values(row: Model, values: Mapping[str, Any]) -> None:
    """Set the values that ``read_values`` returned, without saving."""
    for name, value in values.items():
        field = _get_field(row, name)
        target = field.target_field if isinstance(field, ForeignKey) else field
        setattr(row, field.attname, target.to_python(value))


def _get_field(row: Model, name: str) -> "Field[Any, Any]":
    field = row._meta.get_field(name)
    if not isinstance(field, Field):
        raise TypeError(f"{name} is a relation: only a row's own fields can be guarded.")
    return field
