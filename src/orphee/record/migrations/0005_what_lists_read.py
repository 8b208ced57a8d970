"""Two facts of the summary were written with every intake and read by nothing: the entries say them."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("record", "0004_keys_in_order"),
    ]

    operations = [
        migrations.RemoveField(model_name="summary", name="diagnosed_months"),
        migrations.RemoveField(model_name="summary", name="lost_to_follow_up"),
    ]
