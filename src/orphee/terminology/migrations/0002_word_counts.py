"""Count the names that hold each word, for what was loaded when only very common words were counted."""

from django.db import migrations

COUNT = """
    UPDATE terminology_word w SET names = counted.names
    FROM (
        SELECT system, word, max(names) AS names
        FROM (
            SELECT n.system, n.release_id, word, count(*) AS names
            FROM terminology_name n, unnest(tsvector_to_array(n.words)) word
            GROUP BY n.system, n.release_id, word
        ) of_release
        GROUP BY system, word
    ) counted
    WHERE w.system = counted.system AND w.word = counted.word AND w.names < counted.names
"""


class Migration(migrations.Migration):
    dependencies = [("terminology", "0001_initial")]
    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop)]
