CREATE TABLE "held_changes" (
	"portal_id" integer NOT NULL,
	"hold_id" uuid NOT NULL,
	"deal_id" bigint NOT NULL,
	"version" integer NOT NULL,
	"run_id" uuid NOT NULL,
	"held_at" timestamp(3) with time zone NOT NULL,
	"links_before" jsonb NOT NULL,
	"links_wanted" jsonb NOT NULL,
	"state" text NOT NULL,
	"settled_at" timestamp(3) with time zone,
	"settled_by" text,
	CONSTRAINT "held_changes_portal_id_hold_id_deal_id_pk" PRIMARY KEY("portal_id","hold_id","deal_id")
);
--> statement-breakpoint
CREATE TABLE "quarantines" (
	"portal_id" integer NOT NULL,
	"id" uuid NOT NULL,
	"deal_id" bigint NOT NULL,
	"since" timestamp(3) with time zone NOT NULL,
	"swing" jsonb NOT NULL,
	"released_at" timestamp(3) with time zone,
	"released_by" text,
	CONSTRAINT "quarantines_portal_id_id_pk" PRIMARY KEY("portal_id","id")
);
--> statement-breakpoint
CREATE TABLE "rule_holds" (
	"portal_id" integer NOT NULL,
	"id" uuid NOT NULL,
	"rule_key" text NOT NULL,
	"version" integer NOT NULL,
	"since" timestamp(3) with time zone NOT NULL,
	"reason" jsonb NOT NULL,
	"ended_at" timestamp(3) with time zone,
	"ended_by" text,
	CONSTRAINT "rule_holds_portal_id_id_pk" PRIMARY KEY("portal_id","id")
);
--> statement-breakpoint
ALTER TABLE "portals" ADD COLUMN "stopped_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "portals" ADD COLUMN "stopped_by" text;--> statement-breakpoint
ALTER TABLE "portals" ADD COLUMN "stop_note" text;--> statement-breakpoint
ALTER TABLE "held_changes" ADD CONSTRAINT "held_changes_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quarantines" ADD CONSTRAINT "quarantines_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rule_holds" ADD CONSTRAINT "rule_holds_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "held_changes_by_state" ON "held_changes" USING btree ("portal_id","hold_id","state","deal_id");--> statement-breakpoint
CREATE UNIQUE INDEX "quarantines_open" ON "quarantines" USING btree ("portal_id","deal_id") WHERE released_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "rule_holds_open" ON "rule_holds" USING btree ("portal_id","rule_key") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "rule_holds_of_rule" ON "rule_holds" USING btree ("portal_id","rule_key","id");