-- The key of the advisory lock that stands for one deal: shared while its events are written, exclusive while a run
-- reads them. One function, so that whoever takes the lock takes the same one.
CREATE FUNCTION deal_lock_key(portal_id integer, deal_id bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT hashtextextended('bindery deal ' || portal_id || ':' || deal_id, 0) $$;
--> statement-breakpoint
-- Deals with something that no run has answered yet, and since when. The queue's guard compares it with the jobs.
CREATE VIEW unanswered_deals AS
SELECT portal_id, deal_id, min(waiting_since) AS waiting_since
FROM (
  SELECT portal_id, deal_id, received_at AS waiting_since FROM journal_events
  WHERE status = 'pending' AND deal_id IS NOT NULL
  UNION ALL
  SELECT portal_id, deal_id, requested_at FROM run_requests WHERE run_id IS NULL
  UNION ALL
  SELECT portal_id, deal_id, saved_at FROM unfinished_runs
) waiting
GROUP BY portal_id, deal_id;
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$;
--> statement-breakpoint
CREATE TRIGGER rule_versions_are_immutable BEFORE UPDATE OR DELETE ON rule_versions
FOR EACH ROW EXECUTE FUNCTION refuse_change();
