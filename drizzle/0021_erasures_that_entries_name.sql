CREATE INDEX "audit_entries_of_erasure" ON "audit_entries" USING btree ((details ->> 'erasureId')) WHERE details ? 'erasureId';--> statement-breakpoint
-- Replaces traces of a run, `[{"place": 0, "trace": {}}]`, and puts on record that it was done and what was left. Who asked
-- for it stands in an entry with the erasure's id, and holds until the one that says that it is done; where there is none,
-- an entry is written that says who was signed in to the database.
CREATE OR REPLACE FUNCTION erase_traces(of_portal integer, of_run uuid, of_erasure uuid, why text, traces jsonb)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  told text[];
BEGIN
  SELECT array_agg(action) INTO told FROM audit_entries
  WHERE details ? 'erasureId' AND details ->> 'erasureId' = of_erasure::text AND at > now() - interval '1 day';
  IF told IS NULL OR NOT 'contact.erasure-began' = ANY (told) OR 'contact.erased' = ANY (told) THEN
    INSERT INTO audit_entries (at, actor_kind, actor_name, action, subject_kind, subject_id, details)
    VALUES (clock_timestamp(), 'machine', 'PostgreSQL, as ' || session_user, 'run.traces-erased', 'run', of_run::text,
      jsonb_build_object('erasureId', of_erasure, 'reason', why));
  END IF;
  PERFORM set_config('bindery.erasing', 'on', true);
  UPDATE run_rules SET trace = given.trace FROM jsonb_to_recordset(traces) AS given (place smallint, trace jsonb)
  WHERE run_rules.portal_id = of_portal AND run_rules.run_id = of_run AND run_rules.place = given.place;
  PERFORM set_config('bindery.erasing', 'off', true);
  INSERT INTO run_erasures (portal_id, run_id, id, erased_at, reason, details_hash)
  VALUES (of_portal, of_run, of_erasure, clock_timestamp(), why,
    encode(sha256(convert_to(audit_details_of_run(of_portal, of_run), 'UTF8')), 'hex'));
END $$;
--> statement-breakpoint
-- Whether an entry tells of an erasure that stands at a place of the chain.
CREATE FUNCTION audit_tells_of_erasure(of_run uuid, of_erasure uuid, place bigint) RETURNS boolean LANGUAGE sql STABLE
AS $$
  WITH telling AS (
    SELECT action, subject_id, link.position < place AS is_before
    FROM audit_entries
    JOIN audit_chain link ON link.kind = 'entry' AND link.portal_id = 0 AND link.subject = sequence::text
    WHERE details ? 'erasureId' AND details ->> 'erasureId' = of_erasure::text)
  SELECT EXISTS (SELECT FROM telling WHERE action = 'run.traces-erased' AND subject_id = of_run::text)
    OR EXISTS (SELECT FROM telling WHERE action = 'contact.erasure-began' AND is_before)
      AND NOT EXISTS (SELECT FROM telling WHERE action = 'contact.erased' AND is_before)
    OR EXISTS (SELECT FROM audit_entries
      WHERE subject_kind = 'record' AND action = 'erasures.noted' AND details ->> 'erasuresUntil' >= of_erasure::text)
$$;
--> statement-breakpoint
-- Up to now the entry that said who asked for erasures did not say which.
INSERT INTO audit_entries (at, actor_kind, actor_name, action, subject_kind, details)
SELECT now(), 'machine', 'Bindery', 'erasures.noted', 'record', jsonb_build_object('erasuresUntil', max(id::text))
FROM run_erasures HAVING count(*) > 0;
--> statement-breakpoint
-- Chained now, as nothing that is still to be chained lets a table be changed.
SET CONSTRAINTS audit_entries_are_chained IMMEDIATE;
--> statement-breakpoint
SET CONSTRAINTS audit_entries_are_chained DEFERRED;
