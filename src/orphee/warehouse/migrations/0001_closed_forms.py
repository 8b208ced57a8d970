"""A view of the entries without what leads to a person: all that the warehouse's role reads of them.

An entry of a form that nobody has closed yet shows no answer at all.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

OPEN = """
CREATE FUNCTION warehouse_without(said jsonb, closed jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    name text;
    inside jsonb;
BEGIN
    IF jsonb_typeof(said) = 'array' THEN
        RETURN (
            SELECT coalesce(jsonb_agg(warehouse_without(one, closed) ORDER BY place), '[]'::jsonb)
            FROM jsonb_array_elements(said) WITH ORDINALITY AS of_several (one, place)
        );
    ELSIF jsonb_typeof(said) <> 'object' THEN
        RETURN 'null'::jsonb;
    END IF;
    FOR name, inside IN SELECT * FROM jsonb_each(closed) LOOP
        IF inside = 'null'::jsonb THEN
            said := said - name;
        ELSIF said ? name THEN
            said := jsonb_set(said, ARRAY[name], warehouse_without(said -> name, inside));
        END IF;
    END LOOP;
    RETURN said;
END
$$
"""
VIEW = """
CREATE VIEW warehouse_entry AS
SELECT entry.id, entry.record_id, entry.key, entry.dataset, entry.version, entry.instrument, entry.source_key,
       CASE
           WHEN form.id IS NULL THEN '{}'::jsonb
           WHEN entry.payload ?| form.groups THEN warehouse_without(entry.payload - form.keys, form.inside)
           ELSE entry.payload - form.keys
       END AS payload,
       entry.state, entry.revision, entry.site_code, entry.channel, entry.said_at, entry.is_current
FROM record_entry entry
LEFT JOIN warehouse_closedform form
       ON form.dataset = entry.dataset AND form.version = entry.version AND form.instrument = entry.instrument
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("record", "0004_keys_in_order")]
    operations = [
        migrations.CreateModel(
            name="ClosedForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dataset", models.CharField(max_length=80)),
                ("version", models.CharField(max_length=40)),
                ("instrument", models.CharField(max_length=64)),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("groups", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("inside", models.JSONField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="closedform",
            constraint=models.UniqueConstraint(
                fields=("dataset", "version", "instrument"), name="warehouse_closed_once"
            ),
        ),
        migrations.RunSQL(OPEN, "DROP FUNCTION warehouse_without(jsonb, jsonb)"),
        migrations.RunSQL(VIEW, "DROP VIEW warehouse_entry"),
    ]
