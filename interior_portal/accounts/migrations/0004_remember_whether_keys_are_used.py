"""Whether single keys press buttons, for the account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_references_of_substitutions")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="uses_keys",
            field=models.BooleanField(default=True, verbose_name="one key presses a button"),
        ),
    ]
