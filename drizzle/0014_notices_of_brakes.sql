-- What keeps writes back is told as well: the stop switch, rules held by a fuse, quarantined deals.
CREATE TRIGGER portals_stop_tell AFTER UPDATE OF stopped_at ON portals
FOR EACH STATEMENT EXECUTE FUNCTION tell_notice('brakes');
--> statement-breakpoint
CREATE TRIGGER quarantines_tell AFTER INSERT OR UPDATE ON quarantines
FOR EACH STATEMENT EXECUTE FUNCTION tell_notice('brakes');
--> statement-breakpoint
CREATE TRIGGER rule_holds_tell AFTER INSERT OR UPDATE ON rule_holds
FOR EACH STATEMENT EXECUTE FUNCTION tell_notice('brakes');
--> statement-breakpoint
CREATE TRIGGER held_changes_tell AFTER INSERT OR UPDATE OR DELETE ON held_changes
FOR EACH STATEMENT EXECUTE FUNCTION tell_notice('brakes');
