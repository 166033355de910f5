CREATE TABLE "alert_deliveries" (
	"portal_id" integer NOT NULL,
	"alert_id" uuid NOT NULL,
	"moment" text NOT NULL,
	"channel" text NOT NULL,
	"state" text NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp(3) with time zone NOT NULL,
	"sent_at" timestamp(3) with time zone,
	"error" text,
	CONSTRAINT "alert_deliveries_portal_id_alert_id_moment_channel_pk" PRIMARY KEY("portal_id","alert_id","moment","channel")
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"portal_id" integer NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"title" text NOT NULL,
	"message" text NOT NULL,
	"what_to_do" text NOT NULL,
	"since" timestamp(3) with time zone NOT NULL,
	"raised_at" timestamp(3) with time zone NOT NULL,
	"quiet_since" timestamp(3) with time zone,
	"over_at" timestamp(3) with time zone,
	CONSTRAINT "alerts_portal_id_id_pk" PRIMARY KEY("portal_id","id")
);
--> statement-breakpoint
CREATE TABLE "rule_portal_names" (
	"portal_id" integer NOT NULL,
	"rule_key" text NOT NULL,
	"version" integer NOT NULL,
	"names" jsonb NOT NULL,
	"seen_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "rule_portal_names_portal_id_rule_key_pk" PRIMARY KEY("portal_id","rule_key")
);
--> statement-breakpoint
ALTER TABLE "alert_deliveries" ADD CONSTRAINT "alert_deliveries_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_deliveries" ADD CONSTRAINT "alert_deliveries_portal_id_alert_id_alerts_portal_id_id_fk" FOREIGN KEY ("portal_id","alert_id") REFERENCES "public"."alerts"("portal_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rule_portal_names" ADD CONSTRAINT "rule_portal_names_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alert_deliveries_due" ON "alert_deliveries" USING btree ("portal_id","next_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_open" ON "alerts" USING btree ("portal_id","kind","subject") WHERE over_at is null;
--> statement-breakpoint
CREATE TRIGGER alerts_tell AFTER INSERT OR UPDATE ON alerts
FOR EACH STATEMENT EXECUTE FUNCTION tell_notice('status');
