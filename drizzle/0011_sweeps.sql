CREATE TABLE "deal_changes" (
	"portal_id" integer NOT NULL,
	"day" date NOT NULL,
	"deal_id" bigint NOT NULL,
	"move_id" bigint DEFAULT 0 NOT NULL,
	"changed_at" timestamp(3) with time zone NOT NULL,
	"verdict" text NOT NULL,
	"request_id" uuid,
	CONSTRAINT "deal_changes_portal_id_day_deal_id_move_id_pk" PRIMARY KEY("portal_id","day","deal_id","move_id")
);
--> statement-breakpoint
CREATE TABLE "outages" (
	"portal_id" integer NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"started_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone NOT NULL,
	"spooled" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "outages_portal_id_id_pk" PRIMARY KEY("portal_id","id")
);
--> statement-breakpoint
CREATE TABLE "signs_of_life" (
	"portal_id" integer PRIMARY KEY NOT NULL,
	"at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sweep_marks" (
	"portal_id" integer PRIMARY KEY NOT NULL,
	"begun_at" timestamp(3) with time zone NOT NULL,
	"swept_until" timestamp(3) with time zone NOT NULL,
	"moves_after" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sweeps" (
	"portal_id" integer NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"requested_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"finished_at" timestamp(3) with time zone,
	"since" timestamp(3) with time zone,
	"until" timestamp(3) with time zone,
	"skew_ms" integer DEFAULT 0 NOT NULL,
	"moves_after" bigint DEFAULT 0 NOT NULL,
	"are_moves_listed" boolean DEFAULT false NOT NULL,
	"cursor" bigint DEFAULT 0 NOT NULL,
	"pages" integer DEFAULT 0 NOT NULL,
	"deals_seen" integer DEFAULT 0 NOT NULL,
	"deals_queued" integer DEFAULT 0 NOT NULL,
	"error" jsonb,
	CONSTRAINT "sweeps_portal_id_id_pk" PRIMARY KEY("portal_id","id")
);
--> statement-breakpoint
ALTER TABLE "deal_changes" ADD CONSTRAINT "deal_changes_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outages" ADD CONSTRAINT "outages_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signs_of_life" ADD CONSTRAINT "signs_of_life_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweep_marks" ADD CONSTRAINT "sweep_marks_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweeps" ADD CONSTRAINT "sweeps_portal_id_portals_id_fk" FOREIGN KEY ("portal_id") REFERENCES "public"."portals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "outages_by_end" ON "outages" USING btree ("portal_id","ended_at");--> statement-breakpoint
CREATE INDEX "sweeps_under_way" ON "sweeps" USING btree ("portal_id","id") WHERE status = 'running';