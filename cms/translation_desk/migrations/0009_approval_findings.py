from django.db import migrations, models


def keep_reasons(apps, schema_editor):
    Approval = apps.get_model("translation_desk", "Approval")
    for approval in Approval.objects.exclude(reasons=[]).iterator():
        approval.findings = [{**row, "severity": "error", "text": ""} for row in approval.reasons]
        approval.save(update_fields=["findings"])


def give_reasons_back(apps, schema_editor):
    Approval = apps.get_model("translation_desk", "Approval")
    for approval in Approval.objects.exclude(findings=[]).iterator():
        kept = ("path", "fact", "reason")
        approval.reasons = [{name: row[name] for name in kept} for row in approval.findings if row["reason"]]
        approval.save(update_fields=["reasons"])


class Migration(migrations.Migration):
    dependencies = [("translation_desk", "0008_item_language_master")]

    operations = [
        migrations.AddField(
            "approval",
            "findings",
            models.JSONField(blank=True, default=list, verbose_name="what the checks said"),
        ),
        migrations.RunPython(keep_reasons, give_reasons_back),
        migrations.RemoveField("approval", "reasons"),
    ]
