"""PostgreSQL's part of "an issued paper never changes": a row trigger, made by a migration; on other databases model
and QuerySet alone refuse.

A paper is filled in once (its file), changes its status, and retention may empty it: content, its hash and its words go
together with the change to "purged", and nothing else ever."""

from django.db import migrations

TABLE = "documents_document"
FUNCTION = """
CREATE OR REPLACE FUNCTION documents_keep_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'issued papers are kept: DELETE of % is refused', OLD.number;
  END IF;
  IF (NEW.id, NEW.kind, NEW.series, NEW.year, NEW.sequence, NEW.version, NEW.number, NEW.token, NEW.issued_at)
     IS DISTINCT FROM
     (OLD.id, OLD.kind, OLD.series, OLD.year, OLD.sequence, OLD.version, OLD.number, OLD.token, OLD.issued_at) THEN
    RAISE EXCEPTION 'issued papers are kept: what % is called never changes', OLD.number;
  END IF;
  IF OLD.file_key <> '' AND (NEW.file_key, NEW.file_bytes, NEW.renderer)
     IS DISTINCT FROM (OLD.file_key, OLD.file_bytes, OLD.renderer) THEN
    RAISE EXCEPTION 'issued papers are kept: the file of % never changes', OLD.number;
  END IF;
  IF OLD.status = 'purged' AND (NEW.status, NEW.purged_on) IS DISTINCT FROM (OLD.status, OLD.purged_on) THEN
    RAISE EXCEPTION 'issued papers are kept: % was deleted for good', OLD.number;
  END IF;
  IF (NEW.content, NEW.content_sha256) IS DISTINCT FROM (OLD.content, OLD.content_sha256)
     AND NOT (NEW.status = 'purged' AND NEW.content = '' AND NEW.content_sha256 = '') THEN
    RAISE EXCEPTION 'issued papers are kept: the content of % never changes', OLD.number;
  END IF;
  RETURN NEW;
END $$;
"""
CREATE = f"""
CREATE TRIGGER {TABLE}_kept BEFORE UPDATE OR DELETE ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION documents_keep_issued();
"""
DROP = f"DROP TRIGGER IF EXISTS {TABLE}_kept ON {TABLE};"


def keep_issued() -> migrations.RunPython:
    """A migration operation that protects issued papers where the database is PostgreSQL."""
    return migrations.RunPython(_create, _drop, elidable=False)


def _create(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)
        schema_editor.execute(CREATE, params=None)


def _drop(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP, params=None)
