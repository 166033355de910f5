DROP INDEX "run_rules_matched";--> statement-breakpoint
DROP INDEX "runs_by_status";--> statement-breakpoint
DROP INDEX "runs_by_trigger";--> statement-breakpoint
DROP INDEX "runs_by_start";--> statement-breakpoint
-- In two steps, as there may be rows.
ALTER TABLE "run_rules" ADD COLUMN "run_status" text, ADD COLUMN "run_trigger" text;--> statement-breakpoint
UPDATE "run_rules" SET "run_status" = "runs"."status", "run_trigger" = "runs"."trigger_type"
FROM "runs" WHERE "runs"."portal_id" = "run_rules"."portal_id" AND "runs"."id" = "run_rules"."run_id";--> statement-breakpoint
ALTER TABLE "run_rules" ALTER COLUMN "run_status" SET NOT NULL, ALTER COLUMN "run_trigger" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "run_rules_by_rule" ON "run_rules" USING btree ("portal_id","key","run_status","run_trigger","run_id") WHERE matched;--> statement-breakpoint
CREATE INDEX "runs_by_kind" ON "runs" USING btree ("portal_id","status","trigger_type","id");
