CREATE TABLE "project_redirects" (
	"organization_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"project_id" uuid NOT NULL,
	CONSTRAINT "project_redirects_organization_id_slug_pk" PRIMARY KEY("organization_id","slug")
);
--> statement-breakpoint
ALTER TABLE "datasets" ADD COLUMN "life" "life" DEFAULT 'live' NOT NULL;--> statement-breakpoint
ALTER TABLE "datasets" ADD COLUMN "deleted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "datasets" ADD COLUMN "deleted_by" uuid;--> statement-breakpoint
ALTER TABLE "datasets" ADD COLUMN "purged_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "life" "life" DEFAULT 'live' NOT NULL;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "deleted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "deleted_by" uuid;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "purged_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "models" ADD COLUMN "deleted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "models" ADD COLUMN "deleted_by" uuid;--> statement-breakpoint
ALTER TABLE "models" ADD COLUMN "purged_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "deleted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "deleted_by" uuid;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "purged_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "project_redirects" ADD CONSTRAINT "project_redirects_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_redirects" ADD CONSTRAINT "project_redirects_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "project_redirects_project_id_index" ON "project_redirects" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "datasets_deleted_index" ON "datasets" USING btree ("organization_id","deleted_at","id") WHERE "datasets"."life" = 'deleted' and "datasets"."purged_at" is null;--> statement-breakpoint
CREATE INDEX "projects_deleted_index" ON "projects" USING btree ("organization_id","deleted_at","id") WHERE "projects"."life" = 'deleted' and "projects"."purged_at" is null;--> statement-breakpoint
CREATE INDEX "models_deleted_index" ON "models" USING btree ("organization_id","deleted_at","id") WHERE "models"."life" = 'deleted' and "models"."purged_at" is null;--> statement-breakpoint
CREATE INDEX "versions_deleted_index" ON "versions" USING btree ("organization_id","deleted_at","id") WHERE "versions"."life" = 'deleted' and "versions"."purged_at" is null;--> statement-breakpoint
ALTER TABLE "models" DISABLE TRIGGER USER;--> statement-breakpoint
UPDATE "models" SET "deleted_at" = "updated_at" WHERE "life" = 'deleted';--> statement-breakpoint
ALTER TABLE "models" ENABLE TRIGGER USER;
