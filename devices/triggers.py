"""PostgreSQL's part of the erasure gate (PRODUCT.md § 4.2), made by a migration; on other databases the constraints
alone hold. Whoever writes past the services, by SQL too, is refused:

- a medium is settled only by an erasure of its own with this very outcome, and is never deleted;
- at the end of each transaction a device's count of open media is the true one.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION devices_medium_rests_on_its_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.settled_by_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM devices_erasure e
    WHERE e.id = NEW.settled_by_id AND e.medium_id = NEW.id AND e.outcome = NEW.status
  ) THEN RAISE EXCEPTION 'erasure gate: medium % has no such erasure', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER devices_medium_rests_on_its_erasure BEFORE INSERT OR UPDATE OF status, settled_by_id
ON devices_storagemedium FOR EACH ROW EXECUTE FUNCTION devices_medium_rests_on_its_erasure();

CREATE TRIGGER devices_medium_is_never_deleted BEFORE DELETE
ON devices_storagemedium FOR EACH ROW EXECUTE FUNCTION custody_refuse_change();

CREATE FUNCTION devices_refuse_wrong_count(devices bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE found_number text;
BEGIN
  SELECT d.number INTO found_number FROM devices_device d WHERE d.id = ANY(devices) AND d.unsettled_media <> (
    SELECT count(*) FROM devices_storagemedium m WHERE m.device_id = d.id AND m.status = 'pending'
  ) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'erasure gate: open media of % are miscounted', found_number USING ERRCODE = 'check_violation';
  END IF;
END $$;
CREATE FUNCTION devices_media_are_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM devices_refuse_wrong_count(ARRAY[NEW.device_id, CASE TG_OP WHEN 'UPDATE' THEN OLD.device_id END]);
  RETURN NULL;
END $$;
CREATE FUNCTION devices_count_is_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM devices_refuse_wrong_count(ARRAY[NEW.id]); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER devices_media_are_counted AFTER INSERT OR UPDATE OF status, device_id
ON devices_storagemedium DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION devices_media_are_counted();
CREATE CONSTRAINT TRIGGER devices_count_is_true AFTER INSERT OR UPDATE OF unsettled_media
ON devices_device DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION devices_count_is_true();
"""
DROP = """
DROP TRIGGER IF EXISTS devices_count_is_true ON devices_device;
DROP TRIGGER IF EXISTS devices_media_are_counted ON devices_storagemedium;
DROP TRIGGER IF EXISTS devices_medium_is_never_deleted ON devices_storagemedium;
DROP TRIGGER IF EXISTS devices_medium_rests_on_its_erasure ON devices_storagemedium;
DROP FUNCTION IF EXISTS devices_count_is_true, devices_media_are_counted, devices_refuse_wrong_count,
  devices_medium_rests_on_its_erasure;
"""


def erasure_gate() -> migrations.RunPython:
    """The migration operation that makes these triggers where the database is PostgreSQL."""
    return migrations.RunPython(_on_postgresql(CREATE), _on_postgresql(DROP), elidable=False)


def _on_postgresql(statements: str):
    def run(apps, schema_editor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statements, params=None)

    return run
