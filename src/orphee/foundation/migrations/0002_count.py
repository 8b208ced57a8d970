"""The counts have a table that adds one in one statement; the former cache of counters goes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Count',
            fields=[
                ('key', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('n', models.PositiveIntegerField()),
                ('ends_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunSQL("DROP TABLE IF EXISTS foundation_counters", migrations.RunSQL.noop),
    ]
