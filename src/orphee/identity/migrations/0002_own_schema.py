from django.db import migrations


class Migration(migrations.Migration):
    """Names live in a schema of their own, closed to every role but the application's."""

    dependencies = [("identity", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} SET SCHEMA identity", f"ALTER TABLE identity.{table} SET SCHEMA public"
        )
        for table in ("identity_person", "identity_identifier")
    ]
