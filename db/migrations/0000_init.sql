CREATE TYPE "public"."actor_kind" AS ENUM('person', 'token', 'service_account', 'system');--> statement-breakpoint
CREATE TYPE "public"."outcome" AS ENUM('done', 'refused');--> statement-breakpoint
CREATE TYPE "public"."via" AS ENUM('web', 'api', 'mlflow', 'huggingface', 'openlineage', 'ofrep', 'worker', 'host');--> statement-breakpoint
CREATE TYPE "public"."grant_scope" AS ENUM('organization', 'project', 'model');--> statement-breakpoint
CREATE TYPE "public"."principal_kind" AS ENUM('person', 'team', 'service_account');--> statement-breakpoint
CREATE TYPE "public"."role" AS ENUM('reader', 'contributor', 'maintainer', 'admin', 'approver', 'auditor');--> statement-breakpoint
CREATE TYPE "public"."token_scope" AS ENUM('read', 'write', 'decide', 'admin');--> statement-breakpoint
CREATE TYPE "public"."access_mode" AS ENUM('organization', 'restricted');--> statement-breakpoint
CREATE TYPE "public"."life" AS ENUM('live', 'archived', 'deleted');--> statement-breakpoint
CREATE TYPE "public"."approval_state" AS ENUM('pending', 'approved', 'rejected');--> statement-breakpoint
CREATE TYPE "public"."verdict" AS ENUM('approve', 'reject', 'withdraw');--> statement-breakpoint
CREATE TYPE "public"."input_kind" AS ENUM('version', 'dataset_version', 'file', 'external');--> statement-breakpoint
CREATE TYPE "public"."run_state" AS ENUM('queued', 'running', 'completed', 'error', 'stopped');--> statement-breakpoint
CREATE TABLE "audit_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organization_id" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_id" uuid,
	"actor_kind" "actor_kind" NOT NULL,
	"on_behalf_of" uuid,
	"via" "via" NOT NULL,
	"action" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid,
	"subject_uri" text NOT NULL,
	"model_id" uuid,
	"project_id" uuid,
	"outcome" "outcome" NOT NULL,
	"request_id" text NOT NULL,
	"body" text NOT NULL,
	"txid" "xid8" DEFAULT pg_current_xact_id() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_origins" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"salt" text NOT NULL,
	"ip" text,
	"user_agent" text,
	"client" text
);
--> statement-breakpoint
CREATE TABLE "dataset_projects" (
	"dataset_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	CONSTRAINT "dataset_projects_dataset_id_project_id_pk" PRIMARY KEY("dataset_id","project_id")
);
--> statement-breakpoint
CREATE TABLE "dataset_version_files" (
	"dataset_version_id" uuid NOT NULL,
	"name" text NOT NULL,
	"size" bigint NOT NULL,
	"sha256" text NOT NULL,
	CONSTRAINT "dataset_version_files_dataset_version_id_name_pk" PRIMARY KEY("dataset_version_id","name")
);
--> statement-breakpoint
CREATE TABLE "dataset_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"dataset_id" uuid NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"manifest_digest" text NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"properties" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"run_id" uuid,
	"created_by" uuid NOT NULL,
	"token_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "datasets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"properties" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version_count" integer DEFAULT 0 NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "blob_uploads" (
	"sha256" text NOT NULL,
	"organization_id" uuid NOT NULL,
	"principal_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "blob_uploads_sha256_organization_id_principal_id_pk" PRIMARY KEY("sha256","organization_id","principal_id")
);
--> statement-breakpoint
CREATE TABLE "blobs" (
	"sha256" text PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hub_meta" (
	"key" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"actor_id" uuid NOT NULL,
	"route" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" integer,
	"response" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_actor_id_route_key_pk" PRIMARY KEY("actor_id","route","key")
);
--> statement-breakpoint
CREATE TABLE "members" (
	"organization_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "members_organization_id_person_id_pk" PRIMARY KEY("organization_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"four_eyes" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "organizations_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"password_known_to" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "people_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"run_count" integer DEFAULT 0 NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "role_grants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"principal_kind" "principal_kind" NOT NULL,
	"principal_id" uuid NOT NULL,
	"scope_kind" "grant_scope" NOT NULL,
	"scope_id" uuid NOT NULL,
	"role" "role" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"person_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ip" text,
	"user_agent" text,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "sessions_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "sign_in_failures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"ip" text,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "token_uses" (
	"token_id" uuid PRIMARY KEY NOT NULL,
	"last_used_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"prefix" text NOT NULL,
	"scopes" "token_scope"[] NOT NULL,
	"model_ids" uuid[],
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "tokens_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "aliases" (
	"model_id" uuid NOT NULL,
	"name" text NOT NULL,
	"version_id" uuid NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "aliases_model_id_name_pk" PRIMARY KEY("model_id","name")
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"version_id" uuid NOT NULL,
	"verdict" "verdict" NOT NULL,
	"person_id" uuid NOT NULL,
	"token_id" uuid,
	"note" text DEFAULT '' NOT NULL,
	"manifest_digest" text NOT NULL,
	"evidence_digest" text NOT NULL,
	"override" boolean DEFAULT false NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_projects" (
	"model_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	CONSTRAINT "model_projects_model_id_project_id_pk" PRIMARY KEY("model_id","project_id")
);
--> statement-breakpoint
CREATE TABLE "model_redirects" (
	"organization_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"model_id" uuid NOT NULL,
	CONSTRAINT "model_redirects_organization_id_slug_pk" PRIMARY KEY("organization_id","slug")
);
--> statement-breakpoint
CREATE TABLE "models" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"access_mode" "access_mode" DEFAULT 'organization' NOT NULL,
	"life" "life" DEFAULT 'live' NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"owner_id" uuid NOT NULL,
	"version_count" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "version_files" (
	"version_id" uuid NOT NULL,
	"name" text NOT NULL,
	"size" bigint NOT NULL,
	"sha256" text NOT NULL,
	CONSTRAINT "version_files_version_id_name_pk" PRIMARY KEY("version_id","name")
);
--> statement-breakpoint
CREATE TABLE "version_metrics" (
	"version_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" double precision NOT NULL,
	CONSTRAINT "version_metrics_version_id_key_pk" PRIMARY KEY("version_id","key")
);
--> statement-breakpoint
CREATE TABLE "version_params" (
	"version_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" jsonb NOT NULL,
	CONSTRAINT "version_params_version_id_key_pk" PRIMARY KEY("version_id","key")
);
--> statement-breakpoint
CREATE TABLE "version_uses" (
	"principal_id" uuid NOT NULL,
	"version_id" uuid NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"count" bigint DEFAULT 1 NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "version_uses_principal_id_version_id_hour_pk" PRIMARY KEY("principal_id","version_id","hour")
);
--> statement-breakpoint
CREATE TABLE "versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"model_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"state" "approval_state" DEFAULT 'pending' NOT NULL,
	"life" "life" DEFAULT 'live' NOT NULL,
	"manifest_digest" text NOT NULL,
	"evidence_digest" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"run_id" uuid,
	"registered_by" uuid NOT NULL,
	"registered_by_token" uuid,
	"run_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "run_inputs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"run_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"kind" "input_kind" NOT NULL,
	"uri" text NOT NULL,
	"resolved" text NOT NULL,
	"digest" text,
	"version_id" uuid,
	"dataset_version_id" uuid,
	"output_id" uuid
);
--> statement-breakpoint
CREATE TABLE "run_logs" (
	"run_id" uuid NOT NULL,
	"offset" bigint NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "run_logs_run_id_offset_pk" PRIMARY KEY("run_id","offset")
);
--> statement-breakpoint
CREATE TABLE "run_metrics" (
	"run_id" uuid NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "run_metrics_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"step" double precision,
	"time" timestamp (3) with time zone NOT NULL,
	"value" double precision,
	"word" text,
	CONSTRAINT "run_metrics_run_id_key_seq_pk" PRIMARY KEY("run_id","key","seq")
);
--> statement-breakpoint
CREATE TABLE "run_outputs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"run_id" uuid NOT NULL,
	"path" text NOT NULL,
	"size" bigint NOT NULL,
	"sha256" text NOT NULL,
	"properties" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "run_progress" (
	"run_id" uuid PRIMARY KEY NOT NULL,
	"heartbeat_at" timestamp (3) with time zone NOT NULL,
	"log_bytes" bigint DEFAULT 0 NOT NULL,
	"finished" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "run_summaries" (
	"run_id" uuid NOT NULL,
	"key" text NOT NULL,
	"step" double precision,
	"time" timestamp (3) with time zone NOT NULL,
	"value" double precision,
	"word" text,
	"points" bigint NOT NULL,
	CONSTRAINT "run_summaries_run_id_key_pk" PRIMARY KEY("run_id","key")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"step" text,
	"command" text,
	"state" "run_state" NOT NULL,
	"commit" jsonb,
	"image" text,
	"packages" jsonb,
	"params" jsonb NOT NULL,
	"exit_code" integer,
	"alerts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_by" uuid NOT NULL,
	"token_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "dataset_projects" ADD CONSTRAINT "dataset_projects_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_projects" ADD CONSTRAINT "dataset_projects_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_version_files" ADD CONSTRAINT "dataset_version_files_dataset_version_id_dataset_versions_id_fk" FOREIGN KEY ("dataset_version_id") REFERENCES "public"."dataset_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_version_files" ADD CONSTRAINT "dataset_version_files_sha256_blobs_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "public"."blobs"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD CONSTRAINT "dataset_versions_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD CONSTRAINT "dataset_versions_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD CONSTRAINT "dataset_versions_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD CONSTRAINT "dataset_versions_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "datasets" ADD CONSTRAINT "datasets_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "datasets" ADD CONSTRAINT "datasets_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blob_uploads" ADD CONSTRAINT "blob_uploads_sha256_blobs_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "public"."blobs"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blob_uploads" ADD CONSTRAINT "blob_uploads_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_password_known_to_organizations_id_fk" FOREIGN KEY ("password_known_to") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_grants" ADD CONSTRAINT "role_grants_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "token_uses" ADD CONSTRAINT "token_uses_token_id_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."tokens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_owner_id_people_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "aliases" ADD CONSTRAINT "aliases_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "aliases" ADD CONSTRAINT "aliases_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_projects" ADD CONSTRAINT "model_projects_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_projects" ADD CONSTRAINT "model_projects_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_redirects" ADD CONSTRAINT "model_redirects_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_redirects" ADD CONSTRAINT "model_redirects_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "models" ADD CONSTRAINT "models_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "models" ADD CONSTRAINT "models_owner_id_people_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_files" ADD CONSTRAINT "version_files_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_files" ADD CONSTRAINT "version_files_sha256_blobs_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "public"."blobs"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_metrics" ADD CONSTRAINT "version_metrics_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_params" ADD CONSTRAINT "version_params_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_uses" ADD CONSTRAINT "version_uses_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "versions" ADD CONSTRAINT "versions_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "versions" ADD CONSTRAINT "versions_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "versions" ADD CONSTRAINT "versions_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "versions" ADD CONSTRAINT "versions_registered_by_people_id_fk" FOREIGN KEY ("registered_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "versions" ADD CONSTRAINT "versions_run_by_people_id_fk" FOREIGN KEY ("run_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_inputs" ADD CONSTRAINT "run_inputs_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_inputs" ADD CONSTRAINT "run_inputs_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_inputs" ADD CONSTRAINT "run_inputs_dataset_version_id_dataset_versions_id_fk" FOREIGN KEY ("dataset_version_id") REFERENCES "public"."dataset_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_inputs" ADD CONSTRAINT "run_inputs_output_id_run_outputs_id_fk" FOREIGN KEY ("output_id") REFERENCES "public"."run_outputs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_logs" ADD CONSTRAINT "run_logs_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_metrics" ADD CONSTRAINT "run_metrics_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_outputs" ADD CONSTRAINT "run_outputs_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_outputs" ADD CONSTRAINT "run_outputs_sha256_blobs_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "public"."blobs"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_progress" ADD CONSTRAINT "run_progress_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_summaries" ADD CONSTRAINT "run_summaries_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_events_txid_index" ON "audit_events" USING btree ("txid");--> statement-breakpoint
CREATE INDEX "audit_events_organization_id_seq_index" ON "audit_events" USING btree ("organization_id","seq");--> statement-breakpoint
CREATE INDEX "audit_events_model_id_seq_index" ON "audit_events" USING btree ("model_id","seq");--> statement-breakpoint
CREATE INDEX "audit_events_subject_id_seq_index" ON "audit_events" USING btree ("subject_id","seq");--> statement-breakpoint
CREATE INDEX "audit_events_organization_id_actor_id_seq_index" ON "audit_events" USING btree ("organization_id","actor_id","seq");--> statement-breakpoint
CREATE INDEX "audit_events_organization_id_action_seq_index" ON "audit_events" USING btree ("organization_id","action","seq");--> statement-breakpoint
CREATE INDEX "audit_events_organization_id_at_index" ON "audit_events" USING btree ("organization_id","at");--> statement-breakpoint
CREATE INDEX "audit_events_project_index" ON "audit_events" USING btree ("project_id","seq") WHERE "audit_events"."project_id" is not null;--> statement-breakpoint
CREATE INDEX "audit_events_behind_index" ON "audit_events" USING btree ("organization_id","on_behalf_of","seq") WHERE "audit_events"."on_behalf_of" is not null;--> statement-breakpoint
CREATE INDEX "audit_events_refused_index" ON "audit_events" USING btree ("organization_id","seq") WHERE "audit_events"."outcome" = 'refused';--> statement-breakpoint
CREATE INDEX "dataset_projects_project_id_index" ON "dataset_projects" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "dataset_version_files_sha256_index" ON "dataset_version_files" USING btree ("sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "dataset_versions_dataset_id_name_index" ON "dataset_versions" USING btree ("dataset_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "dataset_versions_dataset_id_position_index" ON "dataset_versions" USING btree ("dataset_id","position");--> statement-breakpoint
CREATE INDEX "dataset_versions_run_id_index" ON "dataset_versions" USING btree ("run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "datasets_organization_id_slug_index" ON "datasets" USING btree ("organization_id","slug");--> statement-breakpoint
CREATE INDEX "datasets_organization_id_created_at_id_index" ON "datasets" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "blob_uploads_at_index" ON "blob_uploads" USING btree ("at");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_at_index" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "members_person_id_index" ON "members" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "projects_organization_id_slug_index" ON "projects" USING btree ("organization_id","slug");--> statement-breakpoint
CREATE UNIQUE INDEX "role_grants_principal_id_scope_id_role_index" ON "role_grants" USING btree ("principal_id","scope_id","role");--> statement-breakpoint
CREATE INDEX "role_grants_organization_id_principal_id_index" ON "role_grants" USING btree ("organization_id","principal_id");--> statement-breakpoint
CREATE INDEX "role_grants_scope_id_index" ON "role_grants" USING btree ("scope_id");--> statement-breakpoint
CREATE INDEX "sessions_person_id_index" ON "sessions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "sign_in_failures_email_at_index" ON "sign_in_failures" USING btree ("email","at");--> statement-breakpoint
CREATE INDEX "sign_in_failures_ip_at_index" ON "sign_in_failures" USING btree ("ip","at");--> statement-breakpoint
CREATE INDEX "sign_in_failures_at_index" ON "sign_in_failures" USING btree ("at");--> statement-breakpoint
CREATE INDEX "tokens_organization_id_owner_id_index" ON "tokens" USING btree ("organization_id","owner_id");--> statement-breakpoint
CREATE INDEX "aliases_version_id_index" ON "aliases" USING btree ("version_id");--> statement-breakpoint
CREATE INDEX "decisions_version_id_at_index" ON "decisions" USING btree ("version_id","at");--> statement-breakpoint
CREATE INDEX "model_projects_project_id_index" ON "model_projects" USING btree ("project_id");--> statement-breakpoint
CREATE UNIQUE INDEX "models_organization_id_slug_index" ON "models" USING btree ("organization_id","slug");--> statement-breakpoint
CREATE INDEX "models_organization_id_updated_at_id_index" ON "models" USING btree ("organization_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "models_organization_id_name_id_index" ON "models" USING btree ("organization_id","name","id");--> statement-breakpoint
CREATE INDEX "version_files_sha256_index" ON "version_files" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "version_metrics_key_value_index" ON "version_metrics" USING btree ("key","value");--> statement-breakpoint
CREATE INDEX "version_uses_open_index" ON "version_uses" USING btree ("hour") WHERE "version_uses"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "version_uses_closed_index" ON "version_uses" USING btree ("closed_at") WHERE "version_uses"."closed_at" is not null;--> statement-breakpoint
CREATE INDEX "version_uses_version_id_index" ON "version_uses" USING btree ("version_id");--> statement-breakpoint
CREATE UNIQUE INDEX "versions_model_id_number_index" ON "versions" USING btree ("model_id","number");--> statement-breakpoint
CREATE INDEX "versions_model_id_state_number_index" ON "versions" USING btree ("model_id","state","number");--> statement-breakpoint
CREATE INDEX "versions_organization_id_created_at_id_index" ON "versions" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "versions_pending_index" ON "versions" USING btree ("organization_id","created_at","id") WHERE "versions"."state" = 'pending' and "versions"."life" = 'live';--> statement-breakpoint
CREATE INDEX "versions_run_id_index" ON "versions" USING btree ("run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "run_inputs_run_id_position_index" ON "run_inputs" USING btree ("run_id","position");--> statement-breakpoint
CREATE INDEX "run_inputs_version_id_index" ON "run_inputs" USING btree ("version_id");--> statement-breakpoint
CREATE INDEX "run_inputs_dataset_version_id_index" ON "run_inputs" USING btree ("dataset_version_id");--> statement-breakpoint
CREATE INDEX "run_inputs_output_id_index" ON "run_inputs" USING btree ("output_id");--> statement-breakpoint
CREATE UNIQUE INDEX "run_outputs_run_id_path_index" ON "run_outputs" USING btree ("run_id","path");--> statement-breakpoint
CREATE INDEX "run_outputs_sha256_index" ON "run_outputs" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "run_progress_finished_heartbeat_at_index" ON "run_progress" USING btree ("finished","heartbeat_at");--> statement-breakpoint
CREATE UNIQUE INDEX "runs_project_id_number_index" ON "runs" USING btree ("project_id","number");--> statement-breakpoint
CREATE INDEX "runs_organization_id_created_at_id_index" ON "runs" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "runs_organization_id_state_created_at_id_index" ON "runs" USING btree ("organization_id","state","created_at","id");--> statement-breakpoint
CREATE INDEX "runs_project_id_created_at_id_index" ON "runs" USING btree ("project_id","created_at","id");