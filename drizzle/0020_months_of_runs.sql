-- Runs, their results and their writes lie in a table for each month, by the ids of runs, which begin with their time.
-- What is there becomes the first of these tables, as it is; the whole goes by the name that it had, so that programs of
-- any age find it. Nothing is copied and nothing looked through here: the table takes any run at first, and `keep_months`
-- ends it when it has been looked through beside all other work.

-- Of tables whose names tell a month the trigger is told what they hold.
CREATE OR REPLACE FUNCTION refuse_change_of_run() RETURNS trigger LANGUAGE plpgsql
AS $$
DECLARE
  of_run uuid;
BEGIN
  IF current_setting('bindery.erasing', true) = 'on' THEN
    IF TG_ARGV[0] = 'runs' THEN of_run := OLD.id; ELSE of_run := OLD.run_id; END IF;
    IF TG_OP = 'DELETE' AND of_run < expired_before(OLD.portal_id, 'runsBefore') THEN RETURN OLD; END IF;
    IF TG_OP = 'UPDATE' AND TG_ARGV[0] = 'run_rules' AND to_jsonb(NEW) - 'trace' = to_jsonb(OLD) - 'trace' THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'rows of % are never changed', TG_ARGV[0];
END $$;
--> statement-breakpoint
DROP TRIGGER runs_tell ON runs;
--> statement-breakpoint
DROP TRIGGER runs_are_chained ON runs;
--> statement-breakpoint
DROP TRIGGER runs_are_immutable ON runs;
--> statement-breakpoint
DROP TRIGGER run_rules_are_immutable ON run_rules;
--> statement-breakpoint
DROP TRIGGER run_operations_are_immutable ON run_operations;
--> statement-breakpoint
-- With its keys and indexes, the link from results and writes to their run left out: that is from month to month.
DO $$
DECLARE
  whole text;
  part text;
  statements text[];
  one text;
BEGIN
  FOREACH whole IN ARRAY ARRAY['runs', 'run_rules', 'run_operations'] LOOP
    part := whole || '_first';
    SELECT array_agg(statement ORDER BY turn, name) INTO statements FROM (
      SELECT 1 AS turn, conname AS name,
        format('ALTER TABLE %I ADD CONSTRAINT %I %s', whole, conname, pg_get_constraintdef(oid)) AS statement
      FROM pg_constraint
      WHERE conrelid = whole::regclass AND (contype = 'p' OR contype = 'f' AND confrelid = 'portals'::regclass)
      UNION ALL
      SELECT 2, indexrelid::regclass::text, pg_get_indexdef(indexrelid)
      FROM pg_index WHERE indrelid = whole::regclass AND NOT indisprimary) made;
    FOR one IN SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = whole::regclass LOOP
      EXECUTE format('ALTER INDEX %I RENAME TO %I', one, replace(one, whole || '_', part || '_'));
    END LOOP;
    EXECUTE format('ALTER TABLE %I RENAME TO %I', whole, part);
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS) PARTITION BY RANGE (%I)', whole, part,
      CASE whole WHEN 'runs' THEN 'id' ELSE 'run_id' END);
    FOREACH one IN ARRAY statements LOOP EXECUTE one; END LOOP;
    -- Whoever may read and add to the one may do it to the other.
    FOR one IN
      SELECT format('GRANT %s ON %I TO %s', privilege_type, whole,
        CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(grantee::regrole::text) END)
      FROM pg_class, aclexplode(relacl) WHERE pg_class.oid = part::regclass AND grantee <> relowner
    LOOP EXECUTE one; END LOOP;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (MAXVALUE)', whole, part);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE TRIGGER runs_tell AFTER INSERT ON runs
FOR EACH STATEMENT EXECUTE FUNCTION tell_notice('run.recorded');
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER runs_are_chained AFTER INSERT ON runs
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain_run();
--> statement-breakpoint
CREATE TRIGGER runs_are_immutable BEFORE UPDATE OR DELETE ON runs
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_run('runs');
--> statement-breakpoint
CREATE TRIGGER run_rules_are_immutable BEFORE UPDATE OR DELETE ON run_rules
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_run('run_rules');
--> statement-breakpoint
CREATE TRIGGER run_operations_are_immutable BEFORE UPDATE OR DELETE ON run_operations
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_run('run_operations');
--> statement-breakpoint
CREATE TRIGGER runs_stay BEFORE TRUNCATE ON runs
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER run_rules_stay BEFORE TRUNCATE ON run_rules
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER run_operations_stay BEFORE TRUNCATE ON run_operations
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- As they were; planned once for all months, of which each run is in one. To plan for it anew each time takes longer than all
-- the rest of recording it.
CREATE OR REPLACE FUNCTION audit_record_of_run(of_portal integer, of_id uuid) RETURNS text LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
AS $$ BEGIN
  RETURN (
    SELECT jsonb_build_array('run', portal_id, id, deal_id, trigger_type, events, event_ids, status, attempt,
      audit_ms(queued_at), audit_ms(started_at), audit_ms(finished_at), links_before, links_after, error, reverts,
      (SELECT jsonb_agg(jsonb_build_array(place, key, version, mode, matched, actions) ORDER BY place)
       FROM run_rules WHERE portal_id = of_portal AND run_id = of_id),
      (SELECT jsonb_agg(jsonb_build_array(place, method, params, result, error) ORDER BY place)
       FROM run_operations WHERE portal_id = of_portal AND run_id = of_id))::text
    FROM runs WHERE portal_id = of_portal AND id = of_id);
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION audit_details_of_run(of_portal integer, of_id uuid) RETURNS text LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
AS $$ BEGIN
  RETURN (
    SELECT CASE WHEN bool_or(NOT trace ? 'erased') THEN
      jsonb_agg(jsonb_build_array(place, trace) ORDER BY place)::text END
    FROM run_rules WHERE portal_id = of_portal AND run_id = of_id);
END $$;
--> statement-breakpoint
-- The months by their runs' ids, `[first_id, below)`; null: open. The tables of one are `runs_`, `run_rules_` and
-- `run_operations_` with its name.
CREATE VIEW run_months AS
SELECT substring(relname::text FROM '^runs_(.*)$') AS name,
  substring(bounds FROM 'FROM \(''([0-9a-f-]+)''\)')::uuid AS first_id,
  substring(bounds FROM 'TO \(''([0-9a-f-]+)''\)')::uuid AS below
FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
CROSS JOIN LATERAL pg_get_expr(relpartbound, pg_class.oid) AS bounds
WHERE inhparent = 'public.runs'::regclass;
--> statement-breakpoint
-- The least id of a run that started on that day or later.
CREATE FUNCTION first_run_id(of_day date) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT (lpad(to_hex(audit_ms(of_day::timestamp AT TIME ZONE 'UTC')), 12, '0') || repeat('0', 20))::uuid $$;
--> statement-breakpoint
CREATE FUNCTION parts_of_month(of_month text) RETURNS TABLE (whole text, part text, key text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  VALUES ('runs', 'runs_' || of_month, 'id'), ('run_rules', 'run_rules_' || of_month, 'run_id'),
    ('run_operations', 'run_operations_' || of_month, 'run_id')
$$;
--> statement-breakpoint
-- A month's bounds as a condition, and as a part of a table.
CREATE FUNCTION ids_within(key text, first_id uuid, below uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT concat_ws(' AND ', 'true', CASE WHEN first_id IS NOT NULL THEN format('%I >= %L::uuid', key, first_id) END,
    CASE WHEN below IS NOT NULL THEN format('%I < %L::uuid', key, below) END)
$$;
--> statement-breakpoint
CREATE FUNCTION month_bounds(first_id uuid, below uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT format('FOR VALUES FROM (%s) TO (%s)', coalesce(quote_literal(first_id), 'MINVALUE'),
    coalesce(quote_literal(below), 'MAXVALUE'))
$$;
--> statement-breakpoint
-- What a month's tables have besides what they take from the whole.
CREATE FUNCTION furnish_month(of_month text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT * FROM parts_of_month(of_month) LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
      one.whole || '_stay', one.part);
    IF one.whole <> 'runs' THEN
      EXECUTE format('ALTER TABLE %I ADD FOREIGN KEY (portal_id, run_id) REFERENCES %I (portal_id, id)', one.part,
        'runs_' || of_month);
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
-- Has nobody else at the tables until the transaction ends. It waits for those who are there only moments at a time, as
-- whoever comes meanwhile waits behind it.
CREATE FUNCTION hold_runs() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp SET lock_timeout = '400ms'
AS $$
BEGIN
  FOR attempt IN 1..20 LOOP
    BEGIN
      LOCK TABLE ONLY portals, ONLY runs, ONLY run_rules, ONLY run_operations IN ACCESS EXCLUSIVE MODE;
      RETURN;
    EXCEPTION WHEN lock_not_available THEN
      IF attempt = 20 THEN RAISE; END IF;
      PERFORM pg_sleep(0.2);
    END;
  END LOOP;
END $$;
--> statement-breakpoint
-- Ends the last month where another one begins, one step in each call; false: there is nothing to do, or a run of that
-- time or later is there already. That all runs are from before is looked up while others go on working; that the next
-- month begins then takes moments.
CREATE FUNCTION end_last_month(next_month date) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_temp SET lock_timeout = '400ms'
AS $$
DECLARE
  last run_months;
  one record;
  check_name text;
  is_looked_through boolean;
  bound uuid := first_run_id(next_month);
BEGIN
  SELECT * INTO STRICT last FROM run_months WHERE below IS NULL;
  IF last.first_id >= bound THEN RETURN false; END IF;
  SELECT conname, convalidated INTO check_name, is_looked_through FROM pg_constraint
  WHERE conrelid = ('run_operations_' || last.name)::regclass AND contype = 'c' AND conname ~ '^before_\d+_\d+$';
  IF check_name IS NULL THEN
    EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', 'runs_' || last.name);
    IF EXISTS (SELECT FROM portals CROSS JOIN LATERAL
      (SELECT FROM runs WHERE portal_id = portals.id AND runs.id >= bound LIMIT 1) later) THEN RETURN false; END IF;
    FOR one IN SELECT * FROM parts_of_month(last.name) LOOP
      EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (%s) NOT VALID', one.part,
        to_char(next_month, '"before_"YYYY_MM'), ids_within(one.key, last.first_id, bound));
    END LOOP;
  ELSIF check_name <> to_char(next_month, '"before_"YYYY_MM') THEN
    -- Of a time since when nobody came to end it: no run of today may be refused for it.
    FOR one IN SELECT * FROM parts_of_month(last.name) LOOP
      EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', one.part, check_name);
    END LOOP;
  ELSIF NOT is_looked_through THEN
    FOR one IN SELECT * FROM parts_of_month(last.name) LOOP
      EXECUTE format('ALTER TABLE %I VALIDATE CONSTRAINT %I', one.part, check_name);
    END LOOP;
  ELSE
    PERFORM hold_runs();
    FOR one IN SELECT * FROM parts_of_month(last.name) LOOP
      EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', one.whole, one.part);
      EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I %s', one.whole, one.part, month_bounds(last.first_id, bound));
      EXECUTE format('CREATE TABLE %I PARTITION OF %I %s', one.whole || to_char(next_month, '_YYYY_MM'), one.whole,
        month_bounds(bound, NULL));
    END LOOP;
    PERFORM furnish_month(to_char(next_month, 'YYYY_MM'));
  END IF;
  RETURN true;
END $$;
--> statement-breakpoint
-- Has the next month's tables ready a week ahead, one step in each call; false: they are.
CREATE FUNCTION keep_months() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  in_a_week date := (now() AT TIME ZONE 'UTC')::date + 7;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('bindery months', 0));
  IF EXISTS (SELECT FROM run_months WHERE below IS NULL AND first_id > first_run_id(in_a_week)) THEN RETURN false; END IF;
  RETURN end_last_month((date_trunc('month', in_a_week::timestamp) + interval '1 month')::date);
END $$;
--> statement-breakpoint
-- Whether all runs, or all traces, of a month have expired in every portal.
CREATE FUNCTION is_month_expired(of_month text, below uuid, what text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp
AS $$
DECLARE
  is_expired boolean;
BEGIN
  EXECUTE format($sql$
    SELECT coalesce(bool_and(coalesce(expired_before(portals.id, $1) >= $2, false)), true)
    FROM portals WHERE EXISTS (SELECT FROM %I AS of_month WHERE of_month.portal_id = portals.id)
  $sql$, 'runs_' || of_month) INTO is_expired USING what, below;
  RETURN is_expired;
END $$;
--> statement-breakpoint
-- Writes months that follow each other anew, as one, and gives back the room of what has gone from them. Who reads goes
-- on reading meanwhile, and runs are recorded, as they are of later months.
CREATE FUNCTION rewrite_months(names text[], new_name text, first_id uuid, below uuid) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
  one record;
  old_name text;
BEGIN
  FOR one IN SELECT * FROM parts_of_month('anew') LOOP
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING INDEXES, CHECK (%s))', one.part, one.whole,
      ids_within(one.key, first_id, below));
    FOREACH old_name IN ARRAY names LOOP
      EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', one.whole || '_' || old_name);
      EXECUTE format('INSERT INTO %I SELECT * FROM %I ORDER BY portal_id, %I', one.part, one.whole || '_' || old_name,
        one.key);
    END LOOP;
    EXECUTE format('ANALYZE %I', one.part);
  END LOOP;
  PERFORM furnish_month('anew');
  PERFORM hold_runs();
  FOREACH old_name IN ARRAY names LOOP
    FOR one IN SELECT * FROM parts_of_month(old_name) LOOP
      EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', one.whole, one.part);
    END LOOP;
    EXECUTE format('DROP TABLE %I, %I, %I', 'run_operations_' || old_name, 'run_rules_' || old_name,
      'runs_' || old_name);
  END LOOP;
  FOR one IN SELECT * FROM parts_of_month('anew') LOOP
    EXECUTE format('ALTER TABLE %I RENAME TO %I', one.part, one.whole || '_' || new_name);
    EXECUTE format('ALTER TABLE %I ADD FOREIGN KEY (portal_id) REFERENCES portals (id)', one.whole || '_' || new_name);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I %s', one.whole, one.whole || '_' || new_name,
      month_bounds(first_id, below));
  END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION note_traces_gone(of_month text, below uuid) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$ BEGIN
  IF is_month_expired(of_month, below, 'tracesBefore') THEN
    EXECUTE format('COMMENT ON TABLE %I IS %L', 'run_rules_' || of_month, 'without traces');
  END IF;
END $$;
--> statement-breakpoint
-- Gives back the room of what has expired, in one step each call; false: there is none. The first two months become one
-- when all of their runs have expired, with what stays of them; a month whose traces have is written anew. A year that
-- has been over for a year becomes one as well, as every look through all of history costs a little for each table.
CREATE FUNCTION pack_months() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  ended run_months[];
  one run_months;
  year record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('bindery months', 0));
  SELECT array_agg(run_months ORDER BY below) INTO ended FROM run_months WHERE below <= first_run_id(today);
  IF ended IS NULL THEN RETURN false; END IF;
  IF cardinality(ended) > 1 THEN
    IF is_month_expired(ended[1].name, ended[1].below, 'runsBefore')
      AND is_month_expired(ended[2].name, ended[2].below, 'runsBefore') THEN
      PERFORM rewrite_months(ARRAY[ended[1].name, ended[2].name], ended[1].name, NULL, ended[2].below);
      PERFORM note_traces_gone(ended[1].name, ended[2].below);
      RETURN true;
    END IF;
  END IF;
  SELECT left(name, 4) AS name, array_agg(name ORDER BY below) AS names, (array_agg(first_id ORDER BY below))[1] AS first_id,
    (array_agg(below ORDER BY below DESC))[1] AS below
  INTO year FROM unnest(ended) AS month
  WHERE name ~ '^\d{4}' AND (left(name, 4)::integer + 2) <= extract(year FROM today)
  GROUP BY left(name, 4) HAVING count(*) > 1 ORDER BY left(name, 4) LIMIT 1;
  IF year.name IS NOT NULL THEN
    PERFORM rewrite_months(year.names, year.name, year.first_id, year.below);
    PERFORM note_traces_gone(year.name, year.below);
    RETURN true;
  END IF;
  FOREACH one IN ARRAY ended LOOP
    EXIT WHEN NOT is_month_expired(one.name, one.below, 'tracesBefore');
    CONTINUE WHEN obj_description(('run_rules_' || one.name)::regclass) = 'without traces';
    PERFORM rewrite_months(ARRAY[one.name], one.name, one.first_id, one.below);
    PERFORM note_traces_gone(one.name, one.below);
    RETURN true;
  END LOOP;
  RETURN false;
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION keep_months(), pack_months() FROM PUBLIC;
--> statement-breakpoint
-- Where there are no runs yet, there is nothing to wait for.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM runs) THEN
    WHILE keep_months() LOOP END LOOP;
  END IF;
END $$;
