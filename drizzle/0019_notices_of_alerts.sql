-- Pages hear of alerts by themselves, and of what became of telling them.
CREATE TRIGGER alerts_changed_tell AFTER INSERT OR UPDATE ON alerts
FOR EACH STATEMENT EXECUTE FUNCTION tell_notice('alert.changed');
--> statement-breakpoint
CREATE TRIGGER alert_deliveries_tell AFTER INSERT OR UPDATE ON alert_deliveries
FOR EACH STATEMENT EXECUTE FUNCTION tell_notice('alert.changed');
