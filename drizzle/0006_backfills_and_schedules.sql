CREATE TABLE "backfills" (
	"portal_id" integer NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"filter" json NOT NULL,
	"mode" text NOT NULL,
	"rules" jsonb,
	"status" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"changed_by" text,
	"resumed_at" timestamp(3) with time zone NOT NULL,
	"finished_at" timestamp(3) with time zone,
	"error" jsonb,
	"counted" integer,
	"enqueued" integer DEFAULT 0 NOT NULL,
	"cursor" bigint DEFAULT 0 NOT NULL,
	"is_listed" boolean DEFAULT false NOT NULL,
	"dropped" integer DEFAULT 0 NOT NULL,
	"runs" jsonb,
	CONSTRAINT "backfills_portal_id_id_pk" PRIMARY KEY("portal_id","id")
);
--> statement-breakpoint
CREATE TABLE "rule_schedules" (
	"portal_id" integer NOT NULL,
	"rule_key" text NOT NULL,
	"schedule" text NOT NULL,
	"looked_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "rule_schedules_portal_id_rule_key_pk" PRIMARY KEY("portal_id","rule_key")
);
--> statement-breakpoint
ALTER TABLE "journal_events" ADD COLUMN "about_id" bigint;--> statement-breakpoint
ALTER TABLE "journal_events" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "backfills" ADD CONSTRAINT "backfills_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rule_schedules" ADD CONSTRAINT "rule_schedules_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "backfills_under_way" ON "backfills" USING btree ("portal_id","id") WHERE status in ('counting', 'running');--> statement-breakpoint
CREATE UNIQUE INDEX "run_requests_once_in_backfill" ON "run_requests" USING btree ("portal_id","job_id","deal_id") WHERE kind = 'backfill';--> statement-breakpoint
CREATE INDEX "run_requests_waiting_of_job" ON "run_requests" USING btree ("portal_id","job_id") WHERE run_id is null and job_id is not null;