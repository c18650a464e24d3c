"""Give every substitution a reference, for addresses and notices."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import interior_portal.accounts.models
from interior_portal.shared.ids import new_reference


def name_them(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    substitutions = apps.get_model("accounts", "Substitution").objects.all()
    for substitution in substitutions.only("pk").iterator():
        substitution.reference = new_reference("S")
        substitution.save(update_fields=["reference"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_substitutions")]

    operations = [
        migrations.AddField(
            model_name="substitution",
            name="reference",
            field=models.CharField(
                default="", editable=False, max_length=20, verbose_name="reference"
            ),
        ),
        migrations.RunPython(name_them, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="substitution",
            name="reference",
            field=models.CharField(
                default=interior_portal.accounts.models.substitution_reference,
                editable=False,
                max_length=20,
                unique=True,
                verbose_name="reference",
            ),
        ),
    ]
