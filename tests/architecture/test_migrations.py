"""Migrations that a running old version survives: during an upgrade both versions use the migrated database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

from cms.version import VERSION

PACKAGES = ("cms.", "outreach.")
REMOVING = (
    migrations.RemoveField,
    migrations.RenameField,
    migrations.DeleteModel,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def find_breaking(migration: Migration, *, before: ProjectState, version: str) -> Iterator[str]:
    """Yield a sentence for each operation that a version still running before the upgrade would fail by.

    A column or table may go once an earlier version has stopped using it: the migration names it, ``unused_since``.
    """
    if migration.initial:
        return
    unused_since = getattr(migration, "unused_since", "")
    may_remove = bool(unused_since) and _read(unused_since) < _read(version)
    for operation in _flatten(migration.operations):
        place = f"{migration.app_label}.{migration.name}: {operation.describe()}"
        if isinstance(operation, REMOVING) and not may_remove:
            yield f"{place}. Stop using it in this version, remove it in the next, and write unused_since there."
        elif isinstance(operation, migrations.AddField) and _refuses_old_rows(operation.field):
            yield f"{place}. Rows of the old version lack this field: give it a db_default or allow null."
        elif isinstance(operation, migrations.AlterField) and _refuses_old_rows(operation.field):
            former = before.models[migration.app_label, operation.model_name_lower].fields[operation.name]
            if former.null:
                yield f"{place}. The old version still writes null: give it a db_default in this version first."
        operation.state_forwards(migration.app_label, before)


def _flatten(operations: Any) -> Iterator[Any]:
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from operation.database_operations
        else:
            yield operation


def _refuses_old_rows(field: Any) -> bool:
    return not (field.null or field.has_db_default() or field.many_to_many)


def _read(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def test_every_migration_is_survived_by_the_version_before() -> None:
    loader = MigrationLoader(None)
    faults = []
    for key, migration in loader.disk_migrations.items():
        if type(migration).__module__.startswith(PACKAGES) and not migration.initial:
            before = loader.project_state(key, at_end=False)
            faults += find_breaking(migration, before=before, version=VERSION)

    assert faults == []


def test_each_app_has_a_first_migration_that_says_so() -> None:
    firsts = [each for (_app, name), each in MigrationLoader(None).disk_migrations.items() if name == "0001_initial"]
    own = [migration for migration in firsts if type(migration).__module__.startswith(PACKAGES)]

    assert len(own) > 10 and all(migration.initial for migration in own)


def make_migration(*operations: Any, unused_since: str = "") -> Migration:
    body = {"operations": list(operations), "initial": False}
    kind = type("Migration", (Migration,), body | ({"unused_since": unused_since} if unused_since else {}))
    made: Migration = kind("0002_planted", "planted")
    return made


def make_state() -> ProjectState:
    state = ProjectState()
    fields = [("id", models.AutoField(primary_key=True)), ("note", models.TextField(null=True))]
    migrations.CreateModel("Thing", fields).state_forwards("planted", state)
    return state


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("thing", "note"),
        migrations.RenameField("thing", "note", "text"),
        migrations.DeleteModel("Thing"),
        migrations.RenameModel("Thing", "Object"),
        migrations.AlterModelTable("thing", "things"),
        migrations.AddField("thing", "title", models.TextField(default="")),
        migrations.AlterField("thing", "note", models.TextField(default="")),
        migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("thing", "note")]),
    ],
)
def test_migration_that_the_old_version_would_fail_by_is_found(operation: Any) -> None:
    faults = list(find_breaking(make_migration(operation), before=make_state(), version="0.2.0"))

    assert len(faults) == 1 and faults[0].startswith("planted.0002_planted: ")


@pytest.mark.parametrize(
    ("operation", "unused_since"),
    [
        (migrations.RemoveField("thing", "note"), "0.1.0"),
        (migrations.AddField("thing", "title", models.TextField(db_default="")), ""),
        (migrations.AddField("thing", "title", models.TextField(null=True)), ""),
        (migrations.AlterField("thing", "note", models.CharField(max_length=9, null=True)), ""),
        (migrations.AddIndex("thing", models.Index(fields=["note"], name="thing_by_note")), ""),
    ],
)
def test_migration_that_the_old_version_survives_is_allowed(operation: Any, unused_since: str) -> None:
    migration = make_migration(operation, unused_since=unused_since)

    assert list(find_breaking(migration, before=make_state(), version="0.2.0")) == []


def test_column_that_the_same_version_still_used_may_not_go() -> None:
    migration = make_migration(migrations.RemoveField("thing", "note"), unused_since="0.2.0")

    assert list(find_breaking(migration, before=make_state(), version="0.2.0")) != []
