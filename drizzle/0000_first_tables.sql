CREATE TABLE "api_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"sha256" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"last_used_at" timestamp(3) with time zone,
	"expires_at" timestamp(3) with time zone,
	"revoked_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "deal_snapshots" (
	"portal_id" integer NOT NULL,
	"deal_id" bigint NOT NULL,
	"taken_at" timestamp(3) with time zone NOT NULL,
	"deal" jsonb NOT NULL,
	CONSTRAINT "deal_snapshots_portal_id_deal_id_pk" PRIMARY KEY("portal_id","deal_id")
);
--> statement-breakpoint
CREATE TABLE "deeds" (
	"portal_id" integer NOT NULL,
	"deal_id" bigint NOT NULL,
	"rule_key" text NOT NULL,
	"contact_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	CONSTRAINT "deeds_portal_id_deal_id_rule_key_contact_id_kind_pk" PRIMARY KEY("portal_id","deal_id","rule_key","contact_id","kind")
);
--> statement-breakpoint
CREATE TABLE "journal_events" (
	"portal_id" integer NOT NULL,
	"id" uuid NOT NULL,
	"event" text NOT NULL,
	"deal_id" bigint,
	"received_at" timestamp(3) with time zone NOT NULL,
	"status" text NOT NULL,
	"run_id" uuid,
	CONSTRAINT "journal_events_portal_id_id_pk" PRIMARY KEY("portal_id","id")
);
--> statement-breakpoint
CREATE TABLE "portals" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "portals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"domain" text NOT NULL,
	"member_id" text,
	"rule_set_version" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "portals_domain_unique" UNIQUE("domain")
);
--> statement-breakpoint
CREATE TABLE "rule_versions" (
	"portal_id" integer NOT NULL,
	"key" text NOT NULL,
	"version" integer NOT NULL,
	"rule" json NOT NULL,
	"saved_at" timestamp(3) with time zone NOT NULL,
	"saved_by" text NOT NULL,
	"note" text,
	CONSTRAINT "rule_versions_portal_id_key_version_pk" PRIMARY KEY("portal_id","key","version")
);
--> statement-breakpoint
CREATE TABLE "rules" (
	"portal_id" integer NOT NULL,
	"key" text NOT NULL,
	"version" integer NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	"deleted_by" text,
	CONSTRAINT "rules_portal_id_key_pk" PRIMARY KEY("portal_id","key")
);
--> statement-breakpoint
CREATE TABLE "run_operations" (
	"portal_id" integer NOT NULL,
	"run_id" uuid NOT NULL,
	"place" smallint NOT NULL,
	"method" text NOT NULL,
	"params" jsonb NOT NULL,
	"result" jsonb,
	"error" jsonb,
	CONSTRAINT "run_operations_portal_id_run_id_place_pk" PRIMARY KEY("portal_id","run_id","place")
);
--> statement-breakpoint
CREATE TABLE "run_requests" (
	"portal_id" integer NOT NULL,
	"id" uuid NOT NULL,
	"deal_id" bigint NOT NULL,
	"requested_at" timestamp(3) with time zone NOT NULL,
	"requested_by" text NOT NULL,
	"run_id" uuid,
	CONSTRAINT "run_requests_portal_id_id_pk" PRIMARY KEY("portal_id","id")
);
--> statement-breakpoint
CREATE TABLE "run_rules" (
	"portal_id" integer NOT NULL,
	"run_id" uuid NOT NULL,
	"place" smallint NOT NULL,
	"key" text NOT NULL,
	"version" integer NOT NULL,
	"mode" text NOT NULL,
	"matched" boolean NOT NULL,
	"trace" jsonb NOT NULL,
	"actions" jsonb NOT NULL,
	CONSTRAINT "run_rules_portal_id_run_id_place_pk" PRIMARY KEY("portal_id","run_id","place")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"portal_id" integer NOT NULL,
	"id" uuid NOT NULL,
	"deal_id" bigint NOT NULL,
	"trigger_type" text NOT NULL,
	"events" jsonb NOT NULL,
	"event_ids" jsonb NOT NULL,
	"status" text NOT NULL,
	"attempt" integer NOT NULL,
	"queued_at" timestamp(3) with time zone NOT NULL,
	"started_at" timestamp(3) with time zone NOT NULL,
	"finished_at" timestamp(3) with time zone NOT NULL,
	"links_before" jsonb NOT NULL,
	"links_after" jsonb NOT NULL,
	"error" jsonb,
	CONSTRAINT "runs_portal_id_id_pk" PRIMARY KEY("portal_id","id")
);
--> statement-breakpoint
CREATE TABLE "unfinished_runs" (
	"portal_id" integer NOT NULL,
	"deal_id" bigint NOT NULL,
	"saved_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"run" jsonb NOT NULL,
	CONSTRAINT "unfinished_runs_portal_id_deal_id_pk" PRIMARY KEY("portal_id","deal_id")
);
--> statement-breakpoint
ALTER TABLE "deal_snapshots" ADD CONSTRAINT "deal_snapshots_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deeds" ADD CONSTRAINT "deeds_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "journal_events" ADD CONSTRAINT "journal_events_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rule_versions" ADD CONSTRAINT "rule_versions_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rules" ADD CONSTRAINT "rules_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_operations" ADD CONSTRAINT "run_operations_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_operations" ADD CONSTRAINT "run_operations_portal_id_run_id_runs_portal_id_id_fk" FOREIGN KEY ("portal_id","run_id") REFERENCES "public"."runs"("portal_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_requests" ADD CONSTRAINT "run_requests_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_rules" ADD CONSTRAINT "run_rules_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_rules" ADD CONSTRAINT "run_rules_portal_id_run_id_runs_portal_id_id_fk" FOREIGN KEY ("portal_id","run_id") REFERENCES "public"."runs"("portal_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unfinished_runs" ADD CONSTRAINT "unfinished_runs_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_tokens_sha256" ON "api_tokens" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "journal_events_newest" ON "journal_events" USING btree ("portal_id","received_at","id");--> statement-breakpoint
CREATE INDEX "journal_events_of_deal" ON "journal_events" USING btree ("portal_id","deal_id","received_at","id");--> statement-breakpoint
CREATE INDEX "journal_events_by_name" ON "journal_events" USING btree ("portal_id","event","received_at","id");--> statement-breakpoint
CREATE INDEX "journal_events_by_status" ON "journal_events" USING btree ("portal_id","status","received_at","id");--> statement-breakpoint
CREATE INDEX "journal_events_pending" ON "journal_events" USING btree ("portal_id","deal_id") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "run_requests_pending" ON "run_requests" USING btree ("portal_id","deal_id") WHERE run_id is null;--> statement-breakpoint
CREATE INDEX "run_rules_matched" ON "run_rules" USING btree ("portal_id","key","run_id") WHERE matched;--> statement-breakpoint
CREATE INDEX "runs_of_deal" ON "runs" USING btree ("portal_id","deal_id","id");--> statement-breakpoint
CREATE INDEX "runs_by_status" ON "runs" USING btree ("portal_id","status","id");--> statement-breakpoint
CREATE INDEX "runs_by_trigger" ON "runs" USING btree ("portal_id","trigger_type","id");--> statement-breakpoint
CREATE INDEX "runs_by_start" ON "runs" USING btree ("portal_id","started_at","id");