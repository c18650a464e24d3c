"""The list of what no longer counts is made after each change: it looks for closed papers, not at all of them."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_prints_and_status_lists")]

    operations = [
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(
                fields=["valid_until"],
                condition=~Q(status="VALID"),
                include=["number", "status"],
                name="paper_closed",
            ),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(
                fields=["valid_until"],
                condition=Q(status="VALID"),
                include=["number"],
                name="paper_runs_out",
            ),
        ),
    ]
