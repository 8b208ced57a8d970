from django.db import migrations

FREEZE = """
CREATE FUNCTION dossiers_keep_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state IN ('published', 'retired') THEN
            RAISE EXCEPTION 'a published version is frozen: it can be retired, not deleted';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state NOT IN ('published', 'retired') THEN
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - 'state' IS DISTINCT FROM to_jsonb(OLD) - 'state'
        OR (NEW.state <> OLD.state AND NOT (OLD.state = 'published' AND NEW.state = 'retired')) THEN
        RAISE EXCEPTION 'a published version is frozen: make a new version';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER dossiers_frozen BEFORE UPDATE OR DELETE ON dossiers_version
    FOR EACH ROW EXECUTE FUNCTION dossiers_keep_frozen();
"""
THAW = """
DROP TRIGGER dossiers_frozen ON dossiers_version;
DROP FUNCTION dossiers_keep_frozen();
"""


class Migration(migrations.Migration):
    """What was published never changes: the database itself refuses, whoever asks."""

    dependencies = [("dossiers", "0001_initial")]

    operations = [migrations.RunSQL(FREEZE, THAW)]
