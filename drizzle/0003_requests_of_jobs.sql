ALTER TABLE "run_requests" ADD COLUMN "kind" text DEFAULT 'run' NOT NULL;--> statement-breakpoint
ALTER TABLE "run_requests" ADD COLUMN "job_id" uuid;--> statement-breakpoint
ALTER TABLE "run_requests" ADD COLUMN "terms" jsonb;--> statement-breakpoint
CREATE INDEX "run_requests_of_job" ON "run_requests" USING btree ("portal_id","job_id","deal_id") WHERE job_id is not null;