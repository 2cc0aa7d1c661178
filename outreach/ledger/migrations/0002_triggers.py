from typing import Any

from django.db import migrations

from outreach.ledger import triggers


def begin(apps: Any, schema_editor: Any) -> None:
    apps.get_model("ledger", "LedgerHead").objects.get_or_create(pk=1)
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
