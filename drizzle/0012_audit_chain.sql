CREATE TABLE "audit_chain" (
	"position" bigint PRIMARY KEY NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"portal_id" integer NOT NULL,
	"subject" text NOT NULL,
	"record_hash" text NOT NULL,
	"details_hash" text,
	"previous" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "audit_chain_of_subject" ON "audit_chain" USING btree ("kind","portal_id","subject");--> statement-breakpoint
CREATE INDEX "audit_chain_by_time" ON "audit_chain" USING btree ("at","position");--> statement-breakpoint
-- Records in their written form, the same whatever the session's settings: what the chain's hashes are made of.
CREATE FUNCTION audit_ms(moment timestamp with time zone) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT round(extract(epoch FROM moment) * 1000)::bigint $$;
--> statement-breakpoint
CREATE FUNCTION audit_record_of_entry(entry_sequence bigint) RETURNS text LANGUAGE sql STABLE
AS $$
  SELECT jsonb_build_array('entry', sequence, audit_ms(at), actor_kind, actor_id, actor_name, action, subject_kind,
    subject_id, details)::text
  FROM audit_entries WHERE sequence = entry_sequence
$$;
--> statement-breakpoint
CREATE FUNCTION audit_record_of_rule_version(of_portal integer, of_key text, of_version integer) RETURNS text
LANGUAGE sql STABLE
AS $$
  SELECT jsonb_build_array('rule-version', portal_id, key, version, rule::text, audit_ms(saved_at), saved_by, note)::text
  FROM rule_versions WHERE portal_id = of_portal AND key = of_key AND version = of_version
$$;
--> statement-breakpoint
CREATE FUNCTION audit_record_of_run(of_portal integer, of_id uuid) RETURNS text LANGUAGE sql STABLE
AS $$
  SELECT jsonb_build_array('run', portal_id, id, deal_id, trigger_type, events, event_ids, status, attempt,
    audit_ms(queued_at), audit_ms(started_at), audit_ms(finished_at), links_before, links_after, error, reverts,
    (SELECT jsonb_agg(jsonb_build_array(place, key, version, mode, matched, actions) ORDER BY place)
     FROM run_rules WHERE portal_id = of_portal AND run_id = of_id),
    (SELECT jsonb_agg(jsonb_build_array(place, method, params, result, error) ORDER BY place)
     FROM run_operations WHERE portal_id = of_portal AND run_id = of_id))::text
  FROM runs WHERE portal_id = of_portal AND id = of_id
$$;
--> statement-breakpoint
-- What a run's conditions saw: values of deals, companies and contacts. Null when erased, or when there never was any.
CREATE FUNCTION audit_details_of_run(of_portal integer, of_id uuid) RETURNS text LANGUAGE sql STABLE
AS $$
  SELECT jsonb_agg(jsonb_build_array(place, trace) ORDER BY place)::text
  FROM run_rules WHERE portal_id = of_portal AND run_id = of_id
$$;
--> statement-breakpoint
-- Adds a link. The lock is taken at the very end of a transaction, by deferred triggers, and held until it has
-- committed: links come in the order of commits, and nothing that holds the lock waits for anything else.
CREATE FUNCTION audit_chain_append(of_kind text, of_portal integer, of_subject text, record text, details text)
RETURNS void LANGUAGE plpgsql
AS $$
DECLARE
  last record;
  next_position bigint;
  now_at timestamp(3) with time zone := clock_timestamp();
  record_sha text := encode(sha256(convert_to(record, 'UTF8')), 'hex');
  details_sha text := encode(sha256(convert_to(details, 'UTF8')), 'hex');
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('bindery audit chain', 0));
  SELECT position, hash INTO last FROM audit_chain ORDER BY position DESC LIMIT 1;
  next_position := coalesce(last.position, 0) + 1;
  INSERT INTO audit_chain (position, at, kind, portal_id, subject, record_hash, details_hash, previous, hash)
  VALUES (next_position, now_at, of_kind, of_portal, of_subject, record_sha, details_sha,
    coalesce(last.hash, repeat('0', 64)),
    encode(sha256(convert_to(concat_ws(E'\n', next_position, audit_ms(now_at), of_kind, of_portal, of_subject,
      record_sha, coalesce(details_sha, ''), coalesce(last.hash, repeat('0', 64))), 'UTF8')), 'hex'));
END $$;
--> statement-breakpoint
CREATE FUNCTION audit_chain_entry() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN
  PERFORM audit_chain_append('entry', 0, NEW.sequence::text, audit_record_of_entry(NEW.sequence), NULL);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION audit_chain_rule_version() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN
  PERFORM audit_chain_append('rule-version', NEW.portal_id, NEW.key || ' ' || NEW.version,
    audit_record_of_rule_version(NEW.portal_id, NEW.key, NEW.version), NULL);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION audit_chain_run() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN
  PERFORM audit_chain_append('run', NEW.portal_id, NEW.id::text, audit_record_of_run(NEW.portal_id, NEW.id),
    audit_details_of_run(NEW.portal_id, NEW.id));
  RETURN NULL;
END $$;
--> statement-breakpoint
-- What is on record already is chained first, in the order in which it came about.
DO $$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT 'entry' AS kind, 0 AS portal_id, sequence::text AS subject, at, sequence, NULL::uuid AS run_id,
      NULL::text AS key, NULL::integer AS version
    FROM audit_entries
    UNION ALL
    SELECT 'rule-version', portal_id, key || ' ' || version, saved_at, NULL, NULL, key, version FROM rule_versions
    UNION ALL
    SELECT 'run', portal_id, id::text, finished_at, NULL, id, NULL, NULL FROM runs
    ORDER BY at, kind, subject
  LOOP
    PERFORM audit_chain_append(one.kind, one.portal_id, one.subject,
      CASE one.kind
        WHEN 'entry' THEN audit_record_of_entry(one.sequence)
        WHEN 'run' THEN audit_record_of_run(one.portal_id, one.run_id)
        ELSE audit_record_of_rule_version(one.portal_id, one.key, one.version) END,
      CASE one.kind WHEN 'run' THEN audit_details_of_run(one.portal_id, one.run_id) END);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER audit_entries_are_chained AFTER INSERT ON audit_entries
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain_entry();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER rule_versions_are_chained AFTER INSERT ON rule_versions
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain_rule_version();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER runs_are_chained AFTER INSERT ON runs
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain_run();
--> statement-breakpoint
CREATE TRIGGER audit_chain_is_immutable BEFORE UPDATE OR DELETE ON audit_chain
FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_chain_stays BEFORE TRUNCATE ON audit_chain
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER rule_versions_stay BEFORE TRUNCATE ON rule_versions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER runs_are_immutable BEFORE UPDATE OR DELETE ON runs
FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER runs_stay BEFORE TRUNCATE ON runs
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER run_rules_are_immutable BEFORE UPDATE OR DELETE ON run_rules
FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER run_rules_stay BEFORE TRUNCATE ON run_rules
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER run_operations_are_immutable BEFORE UPDATE OR DELETE ON run_operations
FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER run_operations_stay BEFORE TRUNCATE ON run_operations
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
