"""The buckets of a measure become one number of its row (docs/adr/0009): a tenth of the rows, read in one sum."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from interior_portal.tallies import registry
from interior_portal.tallies.models import SpreadField
from interior_portal.tallies.spread import DIGITS

TABLES = ("tallies_dailytally", "tallies_monthlytally", "tallies_tallydelta")
_GATHERED = """
CREATE TEMP TABLE gathered ON COMMIT DROP AS
SELECT day, measure, unit_id, category, sum(count) AS count, sum(amount) AS amount,
  sum(count * ('1e' || %(digits)s::integer * bucket)::numeric) FILTER (WHERE measure = ANY(%(spread)s)) AS spread
FROM {table} GROUP BY 1, 2, 3, 4
"""
_KEPT = """
INSERT INTO {table} (day, measure, unit_id, category, bucket, count, amount, spread)
SELECT day, measure, unit_id, category, 0, count, amount, spread FROM gathered
"""


def gather(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    spread = [each.code for each in registry.measures() if each.kind in registry.SPREAD]
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(_GATHERED.format(table=table), {"digits": DIGITS, "spread": spread})
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(_KEPT.format(table=table))
            cursor.execute("DROP TABLE gathered")


KEY = ("measure", "day", "unit", "category")


class Migration(migrations.Migration):
    dependencies = [("tallies", "0002_spread_months_and_proofs")]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="spread",
                field=SpreadField(null=True, verbose_name="spread"),
            )
            for name in ("dailytally", "monthlytally", "tallydelta")
        ),
        migrations.RunPython(gather, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint(model_name="dailytally", name="tally_once"),
        migrations.RemoveConstraint(model_name="monthlytally", name="month_once"),
        *(
            migrations.RemoveField(model_name=name, name="bucket")
            for name in ("dailytally", "monthlytally", "tallydelta")
        ),
        *(
            migrations.AddConstraint(
                model_name=model, constraint=models.UniqueConstraint(fields=KEY, name=name)
            )
            for model, name in (("dailytally", "tally_once"), ("monthlytally", "month_once"))
        ),
    ]
