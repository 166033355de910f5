CREATE TABLE "retention_passes" (
	"portal_id" integer PRIMARY KEY NOT NULL,
	"traces_before" timestamp(3) with time zone,
	"ended_at" timestamp(3) with time zone NOT NULL,
	"erased" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "retention_policies" (
	"portal_id" integer PRIMARY KEY NOT NULL,
	"personal_data_days" integer,
	"runs_days" integer,
	"events_days" integer,
	"set_at" timestamp(3) with time zone NOT NULL,
	"set_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "run_erasures" (
	"portal_id" integer NOT NULL,
	"run_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"erased_at" timestamp(3) with time zone NOT NULL,
	"reason" text NOT NULL,
	"details_hash" text,
	CONSTRAINT "run_erasures_portal_id_run_id_id_pk" PRIMARY KEY("portal_id","run_id","id")
);
--> statement-breakpoint
CREATE TABLE "rule_forecasts" (
	"portal_id" integer NOT NULL,
	"key" text NOT NULL,
	"version" integer NOT NULL,
	"forecast" jsonb NOT NULL,
	"made_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "rule_forecasts_portal_id_key_version_pk" PRIMARY KEY("portal_id","key","version")
);
--> statement-breakpoint
ALTER TABLE "retention_passes" ADD CONSTRAINT "retention_passes_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retention_policies" ADD CONSTRAINT "retention_policies_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_erasures" ADD CONSTRAINT "run_erasures_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rule_forecasts" ADD CONSTRAINT "rule_forecasts_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
-- What has expired by policy: ids of runs before this one may lose what (`runsBefore`, `tracesBefore`). It stands in the
-- newest entry on record that says so, so nothing can expire without one; whatever it says, runs stay for thirty days
-- and traces for one.
CREATE FUNCTION expired_before(of_portal integer, what text) RETURNS uuid LANGUAGE sql STABLE
AS $$
  SELECT (lpad(to_hex(audit_ms(least((details ->> what)::timestamptz,
    now() - CASE what WHEN 'runsBefore' THEN interval '30 days' ELSE interval '1 day' END))), 12, '0')
    || repeat('0', 20))::uuid
  FROM audit_entries
  WHERE subject_kind = 'retention' AND subject_id = of_portal::text AND action = 'retention.applied'
    AND details ->> what IS NOT NULL
  ORDER BY sequence DESC LIMIT 1
$$;
--> statement-breakpoint
-- Rows of runs go once they have expired, and their traces may be erased; nothing else of them changes.
CREATE FUNCTION refuse_change_of_run() RETURNS trigger LANGUAGE plpgsql
AS $$
DECLARE
  of_run uuid;
BEGIN
  IF current_setting('bindery.erasing', true) = 'on' THEN
    IF TG_TABLE_NAME = 'runs' THEN of_run := OLD.id; ELSE of_run := OLD.run_id; END IF;
    IF TG_OP = 'DELETE' AND of_run < expired_before(OLD.portal_id, 'runsBefore') THEN RETURN OLD; END IF;
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'run_rules' AND to_jsonb(NEW) - 'trace' = to_jsonb(OLD) - 'trace' THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
END $$;
--> statement-breakpoint
DROP TRIGGER runs_are_immutable ON runs;
--> statement-breakpoint
CREATE TRIGGER runs_are_immutable BEFORE UPDATE OR DELETE ON runs
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_run();
--> statement-breakpoint
DROP TRIGGER run_rules_are_immutable ON run_rules;
--> statement-breakpoint
CREATE TRIGGER run_rules_are_immutable BEFORE UPDATE OR DELETE ON run_rules
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_run();
--> statement-breakpoint
DROP TRIGGER run_operations_are_immutable ON run_operations;
--> statement-breakpoint
CREATE TRIGGER run_operations_are_immutable BEFORE UPDATE OR DELETE ON run_operations
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_run();
--> statement-breakpoint
CREATE TRIGGER run_erasures_are_immutable BEFORE UPDATE OR DELETE ON run_erasures
FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER run_erasures_stay BEFORE TRUNCATE ON run_erasures
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Null when erased, or when there never was any.
CREATE OR REPLACE FUNCTION audit_details_of_run(of_portal integer, of_id uuid) RETURNS text LANGUAGE sql STABLE
AS $$
  SELECT CASE WHEN bool_or(NOT trace ? 'erased') THEN
    jsonb_agg(jsonb_build_array(place, trace) ORDER BY place)::text END
  FROM run_rules WHERE portal_id = of_portal AND run_id = of_id
$$;
--> statement-breakpoint
CREATE FUNCTION audit_record_of_erasure(of_portal integer, of_run uuid, of_id uuid) RETURNS text LANGUAGE sql STABLE
AS $$
  SELECT jsonb_build_array('erasure', portal_id, run_id, id, audit_ms(erased_at), reason, details_hash)::text
  FROM run_erasures WHERE portal_id = of_portal AND run_id = of_run AND id = of_id
$$;
--> statement-breakpoint
-- As the owner of the tables, whoever records: the service needs no right to write to the chain itself.
ALTER FUNCTION audit_chain_entry() SECURITY DEFINER SET search_path = public, pg_temp;
--> statement-breakpoint
ALTER FUNCTION audit_chain_rule_version() SECURITY DEFINER SET search_path = public, pg_temp;
--> statement-breakpoint
ALTER FUNCTION audit_chain_run() SECURITY DEFINER SET search_path = public, pg_temp;
--> statement-breakpoint
CREATE FUNCTION audit_chain_erasure() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$ BEGIN
  PERFORM audit_chain_append('erasure', NEW.portal_id, NEW.run_id || ' ' || NEW.id,
    audit_record_of_erasure(NEW.portal_id, NEW.run_id, NEW.id), NULL);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER run_erasures_are_chained AFTER INSERT ON run_erasures
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain_erasure();
--> statement-breakpoint
-- Removes expired runs after one, of the next `most`; the newest of each deal stay, as they say how its links are.
CREATE FUNCTION expire_runs(of_portal integer, after_run uuid, most integer)
RETURNS TABLE (looked_at integer, erased integer, last_run uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  page uuid[];
  gone uuid[];
BEGIN
  PERFORM set_config('bindery.erasing', 'on', true);
  SELECT array_agg(next.id ORDER BY next.id) INTO page FROM (
    SELECT id FROM runs WHERE portal_id = of_portal AND id > after_run
      AND id < expired_before(of_portal, 'runsBefore') ORDER BY id LIMIT most) next;
  SELECT array_agg(old.id) INTO gone FROM runs old
  WHERE old.portal_id = of_portal AND old.id = ANY (page) AND EXISTS (
    SELECT FROM runs later WHERE later.portal_id = of_portal AND later.deal_id = old.deal_id AND later.id > old.id
      AND (old.status IN ('failed', 'skipped') OR later.status NOT IN ('failed', 'skipped')));
  DELETE FROM run_operations WHERE portal_id = of_portal AND run_id = ANY (gone);
  DELETE FROM run_rules WHERE portal_id = of_portal AND run_id = ANY (gone);
  DELETE FROM runs WHERE portal_id = of_portal AND id = ANY (gone);
  PERFORM set_config('bindery.erasing', 'off', true);
  RETURN QUERY SELECT coalesce(cardinality(page), 0), coalesce(cardinality(gone), 0), page[cardinality(page)];
END $$;
--> statement-breakpoint
-- Erases the traces of expired runs after one, of the next `most`.
CREATE FUNCTION expire_traces(of_portal integer, after_run uuid, most integer)
RETURNS TABLE (looked_at integer, erased integer, last_run uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  page uuid[];
  touched integer;
BEGIN
  PERFORM set_config('bindery.erasing', 'on', true);
  SELECT array_agg(next.id ORDER BY next.id) INTO page FROM (
    SELECT id FROM runs WHERE portal_id = of_portal AND id > after_run
      AND id < expired_before(of_portal, 'tracesBefore') ORDER BY id LIMIT most) next;
  UPDATE run_rules SET trace = '{"all": [], "evaluated": false, "result": null, "erased": true}'
  WHERE portal_id = of_portal AND run_id = ANY (page) AND NOT trace ? 'erased';
  GET DIAGNOSTICS touched = ROW_COUNT;
  PERFORM set_config('bindery.erasing', 'off', true);
  RETURN QUERY SELECT coalesce(cardinality(page), 0), touched, page[cardinality(page)];
END $$;
--> statement-breakpoint
-- Replaces traces of a run, `[{"place": 0, "trace": {}}]`, and puts on record that it was done and what was left.
CREATE FUNCTION erase_traces(of_portal integer, of_run uuid, of_erasure uuid, why text, traces jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$ BEGIN
  PERFORM set_config('bindery.erasing', 'on', true);
  UPDATE run_rules SET trace = given.trace FROM jsonb_to_recordset(traces) AS given (place smallint, trace jsonb)
  WHERE run_rules.portal_id = of_portal AND run_rules.run_id = of_run AND run_rules.place = given.place;
  PERFORM set_config('bindery.erasing', 'off', true);
  INSERT INTO run_erasures (portal_id, run_id, id, erased_at, reason, details_hash)
  VALUES (of_portal, of_run, of_erasure, clock_timestamp(), why,
    encode(sha256(convert_to(audit_details_of_run(of_portal, of_run), 'UTF8')), 'hex'));
END $$;
--> statement-breakpoint
-- Whoever else is let into the database: a role of the service's own is granted these (see docs/operate.md).
REVOKE EXECUTE ON FUNCTION expire_runs(integer, uuid, integer), expire_traces(integer, uuid, integer),
  erase_traces(integer, uuid, uuid, text, jsonb), audit_chain_append(text, integer, text, text, text) FROM PUBLIC;
