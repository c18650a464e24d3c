from django.db import migrations, models

# Promises that run already get their breach; those that are broken are told of by the first sweep.
_OF_RUNNING_CLOCKS = """
INSERT INTO workflow_timer (case_id, kind, about, fires_at, set_at)
SELECT id, 'BREACH', to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'), due_at, now()
FROM workflow_case
WHERE due_at IS NOT NULL AND clock_ended_at IS NULL AND closed_at IS NULL
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0005_referrals_timers_notes_and_leases")]

    operations = [
        migrations.AddField(
            model_name="timer",
            name="retry_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="next try"),
        ),
        migrations.RunSQL(_OF_RUNNING_CLOCKS, migrations.RunSQL.noop),
    ]
