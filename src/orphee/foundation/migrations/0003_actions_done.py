from django.db import migrations, models


class Migration(migrations.Migration):
    """No line ever said "create": the words of the others stay."""

    dependencies = [
        ("foundation", "0002_count"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditline",
            name="action",
            field=models.CharField(
                choices=[
                    ("search", "searched people"),
                    ("read", "opened the record"),
                    ("write", "wrote to the record"),
                    ("receive", "received a document"),
                    ("export", "exported the record"),
                    ("build", "built the statistics"),
                    ("sign-in", "signed in"),
                    ("refused", "was refused"),
                ],
                max_length=20,
            ),
        ),
    ]
