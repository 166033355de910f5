-- Months that are written anew get their keys to the portals before everybody else is held off, as each looks through all
-- of their rows. Done after that, a year of 2.4 million runs kept whoever reads or records runs waiting for seconds. Now only
-- whoever changes a portal's own row waits for it, as who saves a rule.
CREATE OR REPLACE FUNCTION rewrite_months(names text[], new_name text, first_id uuid, below uuid) RETURNS void
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
  FOR one IN SELECT * FROM parts_of_month('anew') LOOP
    EXECUTE format('ALTER TABLE %I ADD FOREIGN KEY (portal_id) REFERENCES portals (id)', one.part);
  END LOOP;
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
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I %s', one.whole, one.whole || '_' || new_name,
      month_bounds(first_id, below));
  END LOOP;
END $$;
