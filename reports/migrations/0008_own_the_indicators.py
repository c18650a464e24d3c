"""An indicator belongs to a unit, is measured since a month, is entered once; targets become rows that stay."""

import datetime as dt

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db import migrations, models


def give_to_the_authority(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What was defined before has no owner: the whole Authority, since the year of its first target."""
    indicators = apps.get_model("reports", "Indicator").objects.all()
    if indicators.exists():
        root = apps.get_model("accounts", "Unit").objects.get(parent=None)
        for row in indicators:
            first = row.targets.order_by("year").values_list("year", flat=True).first()
            row.unit, row.since = root, dt.date(first or 2026, 1, 1)
            row.key = f"before-{row.code}"
            row.save()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_remember_whether_keys_are_used"),
        ("reports", "0007_show_the_panorama"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="indicatortarget",
            name="readiness_one_target_a_year",
        ),
        migrations.AddField(
            "indicator", "key", models.CharField(editable=False, max_length=64, null=True)
        ),
        migrations.AddField(
            "indicator", "since", models.DateField(null=True, verbose_name="measured since")
        ),
        migrations.AddField(
            "indicator",
            "unit",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.unit",
                verbose_name="who measures it, with all below",
            ),
        ),
        migrations.RunPython(give_to_the_authority, migrations.RunPython.noop),
        # The keys are checked now, so that the columns can be altered in the same transaction.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            "indicator", "key", models.CharField(editable=False, max_length=64, unique=True)
        ),
        migrations.AlterField(
            "indicator", "since", models.DateField(verbose_name="measured since")
        ),
        migrations.AlterField(
            "indicator",
            "unit",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.unit",
                verbose_name="who measures it, with all below",
            ),
        ),
        migrations.AddIndex(
            model_name="indicatortarget",
            index=models.Index(
                fields=["indicator", "unit", "year", "-id"], name="readiness_target_latest"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicatortarget",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0b1c6c4c963477b1683b8a1069c7b9fc2283bc5c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_bb038",
                    table="reports_indicatortarget",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicatortarget",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;",
                    hash="d31eb8f7547cb71acd12c05f12cf5671a8cb51f1",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_2c45c",
                    table="reports_indicatortarget",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(("since__day", 1)), name="readiness_since_a_month"
            ),
        ),
    ]
