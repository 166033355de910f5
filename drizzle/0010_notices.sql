-- Tells whoever listens, on any process, that something has changed; delivered with the commit, once for each kind.
CREATE FUNCTION tell_notice() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN PERFORM pg_notify('bindery_notices', TG_ARGV[0]); RETURN NULL; END $$;
--> statement-breakpoint
CREATE TRIGGER runs_tell AFTER INSERT ON runs
FOR EACH STATEMENT EXECUTE FUNCTION tell_notice('run.recorded');
--> statement-breakpoint
CREATE TRIGGER journal_events_tell AFTER INSERT ON journal_events
FOR EACH STATEMENT EXECUTE FUNCTION tell_notice('event.received');
--> statement-breakpoint
CREATE TRIGGER portals_tell AFTER UPDATE OF rule_set_version ON portals
FOR EACH STATEMENT EXECUTE FUNCTION tell_notice('rule.saved');
--> statement-breakpoint
CREATE TRIGGER backfills_tell AFTER INSERT OR UPDATE ON backfills
FOR EACH STATEMENT EXECUTE FUNCTION tell_notice('job.moved');
--> statement-breakpoint
CREATE TRIGGER jobs_tell AFTER INSERT OR UPDATE OF state, progress ON jobs
FOR EACH STATEMENT EXECUTE FUNCTION tell_notice('job.moved');
