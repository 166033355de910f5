CREATE TABLE "deal_releases" (
	"portal_id" integer NOT NULL,
	"deal_id" bigint NOT NULL,
	"id" uuid NOT NULL,
	"released_at" timestamp(3) with time zone NOT NULL,
	"released_by" text NOT NULL,
	"forgotten" jsonb NOT NULL,
	CONSTRAINT "deal_releases_portal_id_deal_id_id_pk" PRIMARY KEY("portal_id","deal_id","id")
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"portal_id" integer NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"params" json NOT NULL,
	"progress" jsonb,
	"result" jsonb,
	"error" jsonb,
	"created_at" timestamp(3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"started_at" timestamp(3) with time zone,
	"finished_at" timestamp(3) with time zone,
	"worker" text,
	"beat_at" timestamp(3) with time zone,
	"starts" smallint DEFAULT 0 NOT NULL,
	CONSTRAINT "jobs_portal_id_id_pk" PRIMARY KEY("portal_id","id")
);
--> statement-breakpoint
ALTER TABLE "deal_snapshots" ADD COLUMN "facts" jsonb;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "reverts" uuid;--> statement-breakpoint
ALTER TABLE "deal_releases" ADD CONSTRAINT "deal_releases_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "jobs_newest" ON "jobs" USING btree ("portal_id","kind","id");--> statement-breakpoint
CREATE INDEX "jobs_open" ON "jobs" USING btree ("portal_id","kind","id") WHERE state in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "runs_that_revert" ON "runs" USING btree ("portal_id","reverts") WHERE reverts is not null;