CREATE TYPE "public"."logged_model_status" AS ENUM('PENDING', 'READY', 'UPLOAD_FAILED');--> statement-breakpoint
CREATE TYPE "public"."run_model_role" AS ENUM('input', 'output');--> statement-breakpoint
CREATE TYPE "public"."tracked_status" AS ENUM('RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED');--> statement-breakpoint
CREATE TABLE "experiment_tags" (
	"experiment_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "experiment_tags_experiment_id_key_pk" PRIMARY KEY("experiment_id","key")
);
--> statement-breakpoint
CREATE TABLE "experiments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"name" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "logged_datasets" (
	"dataset_version_id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"name" text NOT NULL,
	"digest" text NOT NULL,
	"source_type" text NOT NULL,
	"source" text NOT NULL,
	"schema" text,
	"profile" text
);
--> statement-breakpoint
CREATE TABLE "logged_model_files" (
	"model_id" uuid NOT NULL,
	"path" text NOT NULL,
	"size" bigint NOT NULL,
	"sha256" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "logged_model_files_model_id_path_pk" PRIMARY KEY("model_id","path")
);
--> statement-breakpoint
CREATE TABLE "logged_model_metrics" (
	"model_id" uuid NOT NULL,
	"key" text NOT NULL,
	"dataset_name" text DEFAULT '' NOT NULL,
	"dataset_digest" text DEFAULT '' NOT NULL,
	"value" double precision NOT NULL,
	"step" double precision NOT NULL,
	"time" timestamp (3) with time zone NOT NULL,
	"run_id" uuid NOT NULL,
	CONSTRAINT "logged_model_metrics_model_id_key_dataset_name_dataset_digest_pk" PRIMARY KEY("model_id","key","dataset_name","dataset_digest")
);
--> statement-breakpoint
CREATE TABLE "logged_models" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"experiment_id" uuid NOT NULL,
	"run_id" uuid,
	"name" text NOT NULL,
	"model_type" text DEFAULT '' NOT NULL,
	"status" "logged_model_status" NOT NULL,
	"status_message" text,
	"params" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"tags" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_by" uuid NOT NULL,
	"token_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "model_tags" (
	"model_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "model_tags_model_id_key_pk" PRIMARY KEY("model_id","key")
);
--> statement-breakpoint
CREATE TABLE "multipart_parts" (
	"upload_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"size" bigint NOT NULL,
	"sha256" text NOT NULL,
	CONSTRAINT "multipart_parts_upload_id_number_pk" PRIMARY KEY("upload_id","number")
);
--> statement-breakpoint
CREATE TABLE "multipart_uploads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"path" text NOT NULL,
	"hash" text NOT NULL,
	"parts" integer NOT NULL,
	"created_by" uuid NOT NULL,
	"token_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "multipart_uploads_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "run_models" (
	"run_id" uuid NOT NULL,
	"model_id" uuid NOT NULL,
	"role" "run_model_role" NOT NULL,
	"step" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "run_models_run_id_model_id_role_pk" PRIMARY KEY("run_id","model_id","role")
);
--> statement-breakpoint
CREATE TABLE "run_params" (
	"run_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "run_params_run_id_key_pk" PRIMARY KEY("run_id","key")
);
--> statement-breakpoint
CREATE TABLE "run_tags" (
	"run_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "run_tags_run_id_key_pk" PRIMARY KEY("run_id","key")
);
--> statement-breakpoint
CREATE TABLE "tracked_runs" (
	"run_id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"experiment_id" uuid NOT NULL,
	"name" text NOT NULL,
	"user_name" text DEFAULT '' NOT NULL,
	"status" "tracked_status" NOT NULL,
	"start_time" timestamp (3) with time zone NOT NULL,
	"end_time" timestamp (3) with time zone,
	"parent_id" uuid,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "version_origins" (
	"version_id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"source" text NOT NULL,
	"run_ref" text DEFAULT '' NOT NULL,
	"run_link" text DEFAULT '' NOT NULL,
	"logged_model_id" uuid,
	"from_version_id" uuid,
	"mlmodel" jsonb
);
--> statement-breakpoint
CREATE TABLE "version_tags" (
	"version_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "version_tags_version_id_key_pk" PRIMARY KEY("version_id","key")
);
--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "experiment_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "models" ADD COLUMN "registered_name" text;--> statement-breakpoint
ALTER TABLE "run_inputs" ADD COLUMN "tags" jsonb;--> statement-breakpoint
ALTER TABLE "run_inputs" ADD COLUMN "recorded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "run_metrics" ADD COLUMN "once" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "run_progress" ADD COLUMN "patience_minutes" integer DEFAULT 15 NOT NULL;--> statement-breakpoint
ALTER TABLE "experiment_tags" ADD CONSTRAINT "experiment_tags_experiment_id_experiments_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "experiments" ADD CONSTRAINT "experiments_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "experiments" ADD CONSTRAINT "experiments_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "experiments" ADD CONSTRAINT "experiments_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logged_datasets" ADD CONSTRAINT "logged_datasets_dataset_version_id_dataset_versions_id_fk" FOREIGN KEY ("dataset_version_id") REFERENCES "public"."dataset_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logged_datasets" ADD CONSTRAINT "logged_datasets_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logged_model_files" ADD CONSTRAINT "logged_model_files_model_id_logged_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."logged_models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logged_model_files" ADD CONSTRAINT "logged_model_files_sha256_blobs_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "public"."blobs"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logged_model_metrics" ADD CONSTRAINT "logged_model_metrics_model_id_logged_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."logged_models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logged_model_metrics" ADD CONSTRAINT "logged_model_metrics_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logged_models" ADD CONSTRAINT "logged_models_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logged_models" ADD CONSTRAINT "logged_models_experiment_id_experiments_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logged_models" ADD CONSTRAINT "logged_models_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logged_models" ADD CONSTRAINT "logged_models_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_tags" ADD CONSTRAINT "model_tags_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "multipart_parts" ADD CONSTRAINT "multipart_parts_upload_id_multipart_uploads_id_fk" FOREIGN KEY ("upload_id") REFERENCES "public"."multipart_uploads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "multipart_parts" ADD CONSTRAINT "multipart_parts_sha256_blobs_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "public"."blobs"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "multipart_uploads" ADD CONSTRAINT "multipart_uploads_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "multipart_uploads" ADD CONSTRAINT "multipart_uploads_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_models" ADD CONSTRAINT "run_models_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_models" ADD CONSTRAINT "run_models_model_id_logged_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."logged_models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_params" ADD CONSTRAINT "run_params_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_tags" ADD CONSTRAINT "run_tags_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracked_runs" ADD CONSTRAINT "tracked_runs_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracked_runs" ADD CONSTRAINT "tracked_runs_experiment_id_experiments_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracked_runs" ADD CONSTRAINT "tracked_runs_parent_id_runs_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_origins" ADD CONSTRAINT "version_origins_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_origins" ADD CONSTRAINT "version_origins_logged_model_id_logged_models_id_fk" FOREIGN KEY ("logged_model_id") REFERENCES "public"."logged_models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_origins" ADD CONSTRAINT "version_origins_from_version_id_versions_id_fk" FOREIGN KEY ("from_version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_tags" ADD CONSTRAINT "version_tags_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "experiments_project_id_number_index" ON "experiments" USING btree ("project_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "experiments_project_id_name_index" ON "experiments" USING btree ("project_id","name");--> statement-breakpoint
CREATE INDEX "experiments_project_id_created_at_number_index" ON "experiments" USING btree ("project_id","created_at","number");--> statement-breakpoint
CREATE UNIQUE INDEX "logged_datasets_project_id_name_digest_index" ON "logged_datasets" USING btree ("project_id","name","digest");--> statement-breakpoint
CREATE INDEX "logged_model_files_bytes_index" ON "logged_model_files" USING btree ("model_id","path" collate "C");--> statement-breakpoint
CREATE INDEX "logged_model_files_sha256_index" ON "logged_model_files" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "logged_models_created_index" ON "logged_models" USING btree ("experiment_id","created_at" DESC NULLS LAST,"id");--> statement-breakpoint
CREATE INDEX "logged_models_run_id_index" ON "logged_models" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "model_tags_value_index" ON "model_tags" USING btree ("organization_id","key",left("value", 200),"model_id");--> statement-breakpoint
CREATE INDEX "multipart_parts_sha256_index" ON "multipart_parts" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "multipart_uploads_created_at_index" ON "multipart_uploads" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "run_models_model_id_index" ON "run_models" USING btree ("model_id");--> statement-breakpoint
CREATE INDEX "run_params_value_index" ON "run_params" USING btree ("organization_id","key",left("value", 200),"run_id");--> statement-breakpoint
CREATE INDEX "run_tags_value_index" ON "run_tags" USING btree ("organization_id","key",left("value", 200),"run_id");--> statement-breakpoint
CREATE INDEX "tracked_runs_started_index" ON "tracked_runs" USING btree ("experiment_id","start_time" DESC NULLS LAST,"run_id");--> statement-breakpoint
CREATE INDEX "tracked_runs_parent_id_index" ON "tracked_runs" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "version_origins_source_index" ON "version_origins" USING btree ("organization_id",left("source", 200),"version_id");--> statement-breakpoint
CREATE INDEX "version_origins_run_index" ON "version_origins" USING btree ("organization_id","run_ref","version_id");--> statement-breakpoint
CREATE INDEX "version_origins_logged_model_id_index" ON "version_origins" USING btree ("logged_model_id");--> statement-breakpoint
CREATE INDEX "version_origins_from_version_id_index" ON "version_origins" USING btree ("from_version_id");--> statement-breakpoint
CREATE INDEX "version_tags_value_index" ON "version_tags" USING btree ("organization_id","key",left("value", 200),"version_id");--> statement-breakpoint
CREATE UNIQUE INDEX "models_registered_name_index" ON "models" USING btree ("organization_id",coalesce("registered_name", "slug")) WHERE "models"."life" <> 'deleted';--> statement-breakpoint
CREATE INDEX "versions_touched_index" ON "versions" USING btree ("organization_id",greatest("created_at", "decided_at") desc,"id");--> statement-breakpoint
CREATE UNIQUE INDEX "run_metrics_once_index" ON "run_metrics" USING btree ("run_id","key","time","step","value") WHERE "run_metrics"."once";--> statement-breakpoint
CREATE INDEX "run_outputs_bytes_index" ON "run_outputs" USING btree ("run_id","path" collate "C");