CREATE TABLE "rule_proposals" (
	"portal_id" integer NOT NULL,
	"id" uuid NOT NULL,
	"rule_key" text NOT NULL,
	"base_version" integer,
	"rule" json NOT NULL,
	"note" text,
	"proposed_at" timestamp(3) with time zone NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_by_id" uuid,
	"state" text NOT NULL,
	"decided_at" timestamp(3) with time zone,
	"decided_by" text,
	"decision_note" text,
	"version" integer,
	CONSTRAINT "rule_proposals_portal_id_id_pk" PRIMARY KEY("portal_id","id")
);
--> statement-breakpoint
ALTER TABLE "rule_proposals" ADD CONSTRAINT "rule_proposals_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "rule_proposals_waiting" ON "rule_proposals" USING btree ("portal_id","rule_key") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "rule_proposals_of_rule" ON "rule_proposals" USING btree ("portal_id","rule_key","id");--> statement-breakpoint
CREATE TRIGGER rule_proposals_tell AFTER INSERT OR UPDATE ON rule_proposals
FOR EACH STATEMENT EXECUTE FUNCTION tell_notice('rule.saved');
