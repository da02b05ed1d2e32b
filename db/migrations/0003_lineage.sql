CREATE TYPE "public"."alias_kind" AS ENUM('model', 'dataset', 'datum');--> statement-breakpoint
CREATE TYPE "public"."edge_role" AS ENUM('input', 'output', 'registered', 'deployed', 'derived');--> statement-breakpoint
CREATE TYPE "public"."node_kind" AS ENUM('file', 'dataset_version', 'run', 'version', 'deployment_revision', 'external_data', 'external_run');--> statement-breakpoint
CREATE TYPE "public"."group_kind" AS ENUM('task', 'pipeline');--> statement-breakpoint
CREATE TABLE "alias_moves" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"kind" "alias_kind" NOT NULL,
	"scope_id" uuid NOT NULL,
	"name" text NOT NULL,
	"target_id" uuid,
	"moved_by" uuid,
	"token_id" uuid,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dataset_aliases" (
	"dataset_id" uuid NOT NULL,
	"name" text NOT NULL,
	"dataset_version_id" uuid NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dataset_aliases_dataset_id_name_pk" PRIMARY KEY("dataset_id","name")
);
--> statement-breakpoint
CREATE TABLE "datum_aliases" (
	"project_id" uuid NOT NULL,
	"name" text NOT NULL,
	"datum_id" uuid NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "datum_aliases_project_id_name_pk" PRIMARY KEY("project_id","name")
);
--> statement-breakpoint
CREATE TABLE "external_data" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"uri" text NOT NULL,
	"uri_digest" text NOT NULL,
	"namespace" text NOT NULL,
	"name" text NOT NULL,
	"version" text DEFAULT '' NOT NULL,
	"facets" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "external_jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"namespace" text NOT NULL,
	"name" text NOT NULL,
	"key" text NOT NULL,
	"facets" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "external_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"run_id" text NOT NULL,
	"parent_run_id" text,
	"state" "run_state" NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"event_at" timestamp (3) with time zone NOT NULL,
	"facets" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lineage_edges" (
	"organization_id" uuid NOT NULL,
	"from_kind" "node_kind" NOT NULL,
	"from_id" uuid NOT NULL,
	"to_kind" "node_kind" NOT NULL,
	"to_id" uuid NOT NULL,
	"role" "edge_role" NOT NULL,
	"quiet" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "lineage_edges_from_id_to_id_role_pk" PRIMARY KEY("from_id","to_id","role")
);
--> statement-breakpoint
CREATE TABLE "lineage_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"digest" text NOT NULL,
	"external_run_id" uuid,
	"body" jsonb NOT NULL,
	"size" bigint NOT NULL,
	"warnings" text[] NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recall_effects" (
	"recall_id" uuid NOT NULL,
	"kind" "node_kind" NOT NULL,
	"node_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "recall_effects_recall_id_node_id_pk" PRIMARY KEY("recall_id","node_id")
);
--> statement-breakpoint
CREATE TABLE "recalls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"kind" "node_kind" NOT NULL,
	"subject_id" uuid NOT NULL,
	"uri" text NOT NULL,
	"reason" text NOT NULL,
	"created_by" uuid NOT NULL,
	"token_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"lifted_at" timestamp (3) with time zone,
	"lifted_by" uuid,
	"lift_reason" text
);
--> statement-breakpoint
CREATE TABLE "run_groups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"kind" "group_kind" NOT NULL,
	"name" text NOT NULL,
	"state" "run_state" NOT NULL,
	"plan" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"parent_id" uuid,
	"node" text,
	"created_by" uuid NOT NULL,
	"token_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "dataset_version_files" ADD COLUMN "datum_id" uuid;--> statement-breakpoint
ALTER TABLE "dataset_version_files" DISABLE TRIGGER USER;--> statement-breakpoint
UPDATE "dataset_version_files" f SET "datum_id" = coalesce((
  SELECT o."id" FROM "run_outputs" o JOIN "dataset_versions" v ON v."run_id" = o."run_id"
  WHERE v."id" = f."dataset_version_id" AND o."path" = f."name" AND o."sha256" = f."sha256"), gen_random_uuid());--> statement-breakpoint
ALTER TABLE "dataset_version_files" ENABLE TRIGGER USER;--> statement-breakpoint
ALTER TABLE "dataset_version_files" ALTER COLUMN "datum_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "dataset_version_files" ADD COLUMN "properties" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD COLUMN "description" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD COLUMN "previous_id" uuid;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "group_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "run_inputs" ADD COLUMN "datum_id" uuid;--> statement-breakpoint
ALTER TABLE "run_progress" ADD COLUMN "status_detail" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "tags" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "definition" jsonb;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "code_sha256" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "group_id" uuid;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "node" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "reproduces_id" uuid;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "stop_requested_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "stop_requested_by" uuid;--> statement-breakpoint
ALTER TABLE "alias_moves" ADD CONSTRAINT "alias_moves_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alias_moves" ADD CONSTRAINT "alias_moves_moved_by_people_id_fk" FOREIGN KEY ("moved_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_aliases" ADD CONSTRAINT "dataset_aliases_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_aliases" ADD CONSTRAINT "dataset_aliases_dataset_version_id_dataset_versions_id_fk" FOREIGN KEY ("dataset_version_id") REFERENCES "public"."dataset_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "datum_aliases" ADD CONSTRAINT "datum_aliases_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "external_data" ADD CONSTRAINT "external_data_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "external_jobs" ADD CONSTRAINT "external_jobs_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "external_runs" ADD CONSTRAINT "external_runs_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "external_runs" ADD CONSTRAINT "external_runs_job_id_external_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."external_jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_edges" ADD CONSTRAINT "lineage_edges_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_events" ADD CONSTRAINT "lineage_events_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lineage_events" ADD CONSTRAINT "lineage_events_external_run_id_external_runs_id_fk" FOREIGN KEY ("external_run_id") REFERENCES "public"."external_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recall_effects" ADD CONSTRAINT "recall_effects_recall_id_recalls_id_fk" FOREIGN KEY ("recall_id") REFERENCES "public"."recalls"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recalls" ADD CONSTRAINT "recalls_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recalls" ADD CONSTRAINT "recalls_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recalls" ADD CONSTRAINT "recalls_lifted_by_people_id_fk" FOREIGN KEY ("lifted_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_groups" ADD CONSTRAINT "run_groups_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_groups" ADD CONSTRAINT "run_groups_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_groups" ADD CONSTRAINT "run_groups_parent_id_run_groups_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."run_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_groups" ADD CONSTRAINT "run_groups_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alias_moves_scope_id_name_at_index" ON "alias_moves" USING btree ("scope_id","name","at");--> statement-breakpoint
CREATE INDEX "dataset_aliases_dataset_version_id_index" ON "dataset_aliases" USING btree ("dataset_version_id");--> statement-breakpoint
CREATE INDEX "datum_aliases_datum_id_index" ON "datum_aliases" USING btree ("datum_id");--> statement-breakpoint
CREATE UNIQUE INDEX "external_data_organization_id_uri_digest_index" ON "external_data" USING btree ("organization_id","uri_digest");--> statement-breakpoint
CREATE INDEX "external_data_organization_id_updated_at_id_index" ON "external_data" USING btree ("organization_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "external_data_text_index" ON "external_data" USING gin ("uri" gin_trgm_ops);--> statement-breakpoint
CREATE UNIQUE INDEX "external_jobs_organization_id_key_index" ON "external_jobs" USING btree ("organization_id","key");--> statement-breakpoint
CREATE INDEX "external_jobs_organization_id_updated_at_id_index" ON "external_jobs" USING btree ("organization_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "external_jobs_text_index" ON "external_jobs" USING gin ("namespace" gin_trgm_ops,"name" gin_trgm_ops);--> statement-breakpoint
CREATE UNIQUE INDEX "external_runs_organization_id_run_id_index" ON "external_runs" USING btree ("organization_id","run_id");--> statement-breakpoint
CREATE INDEX "external_runs_job_id_event_at_id_index" ON "external_runs" USING btree ("job_id","event_at","id");--> statement-breakpoint
CREATE INDEX "external_runs_organization_id_event_at_id_index" ON "external_runs" USING btree ("organization_id","event_at","id");--> statement-breakpoint
CREATE INDEX "external_runs_organization_id_parent_run_id_index" ON "external_runs" USING btree ("organization_id","parent_run_id");--> statement-breakpoint
CREATE INDEX "lineage_edges_to_id_from_id_index" ON "lineage_edges" USING btree ("to_id","from_id");--> statement-breakpoint
CREATE UNIQUE INDEX "lineage_events_organization_id_digest_index" ON "lineage_events" USING btree ("organization_id","digest");--> statement-breakpoint
CREATE INDEX "lineage_events_external_run_id_received_at_index" ON "lineage_events" USING btree ("external_run_id","received_at");--> statement-breakpoint
CREATE INDEX "lineage_events_received_at_index" ON "lineage_events" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "recall_effects_node_id_index" ON "recall_effects" USING btree ("node_id");--> statement-breakpoint
CREATE INDEX "recalls_subject_id_index" ON "recalls" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "recalls_organization_id_created_at_id_index" ON "recalls" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "run_groups_project_id_number_index" ON "run_groups" USING btree ("project_id","number");--> statement-breakpoint
CREATE INDEX "run_groups_organization_id_created_at_id_index" ON "run_groups" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "run_groups_project_id_created_at_id_index" ON "run_groups" USING btree ("project_id","created_at","id");--> statement-breakpoint
CREATE INDEX "run_groups_parent_id_index" ON "run_groups" USING btree ("parent_id");--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD CONSTRAINT "dataset_versions_previous_id_dataset_versions_id_fk" FOREIGN KEY ("previous_id") REFERENCES "public"."dataset_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_code_sha256_blobs_sha256_fk" FOREIGN KEY ("code_sha256") REFERENCES "public"."blobs"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_group_id_run_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."run_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_reproduces_id_runs_id_fk" FOREIGN KEY ("reproduces_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "dataset_version_files_datum_id_index" ON "dataset_version_files" USING btree ("datum_id");--> statement-breakpoint
CREATE INDEX "datasets_text_index" ON "datasets" USING gin ("slug" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "datasets_tags_index" ON "datasets" USING gin ("tags");--> statement-breakpoint
CREATE INDEX "run_inputs_datum_id_index" ON "run_inputs" USING btree ("datum_id");--> statement-breakpoint
CREATE INDEX "runs_tags_index" ON "runs" USING gin ("tags");--> statement-breakpoint
CREATE INDEX "runs_group_id_index" ON "runs" USING btree ("group_id");--> statement-breakpoint
CREATE INDEX "runs_reproduces_id_index" ON "runs" USING btree ("reproduces_id");--> statement-breakpoint
CREATE INDEX "runs_code_sha256_index" ON "runs" USING btree ("code_sha256");--> statement-breakpoint
CREATE INDEX "runs_organization_id_step_created_at_id_index" ON "runs" USING btree ("organization_id","step","created_at","id");--> statement-breakpoint
CREATE INDEX "runs_organization_id_created_by_created_at_id_index" ON "runs" USING btree ("organization_id","created_by","created_at","id");--> statement-breakpoint
CREATE INDEX "runs_alerts_index" ON "runs" USING btree ("organization_id","created_at","id") WHERE jsonb_array_length(alerts) > 0;--> statement-breakpoint
CREATE INDEX "runs_text_index" ON "runs" USING gin ((coalesce(step, '') || ' ' || left(coalesce(command, ''), 1000) || ' ' || coalesce(commit ->> 'id', '')) gin_trgm_ops);--> statement-breakpoint
ALTER TABLE "dataset_version_files" DISABLE TRIGGER USER;--> statement-breakpoint
UPDATE "dataset_version_files" f SET "properties" = o."properties" FROM "run_outputs" o WHERE o."id" = f."datum_id";--> statement-breakpoint
ALTER TABLE "dataset_version_files" ENABLE TRIGGER USER;--> statement-breakpoint
ALTER TABLE "alias_moves" DISABLE TRIGGER USER;--> statement-breakpoint
INSERT INTO "alias_moves" ("id", "organization_id", "kind", "scope_id", "name", "target_id", "at")
SELECT gen_random_uuid(), m."organization_id", 'model', a."model_id", a."name", a."version_id", a."updated_at"
FROM "aliases" a JOIN "models" m ON m."id" = a."model_id";--> statement-breakpoint
ALTER TABLE "alias_moves" ENABLE TRIGGER USER;--> statement-breakpoint
INSERT INTO "lineage_edges" ("organization_id", "from_kind", "from_id", "to_kind", "to_id", "role", "created_at")
SELECT DISTINCT r."organization_id",
  (CASE WHEN i."version_id" IS NOT NULL THEN 'version' WHEN i."dataset_version_id" IS NOT NULL THEN 'dataset_version' ELSE 'file' END)::node_kind,
  coalesce(i."version_id", i."dataset_version_id", i."output_id"), 'run'::node_kind, r."id", 'input'::edge_role, r."created_at"
FROM "run_inputs" i JOIN "runs" r ON r."id" = i."run_id"
WHERE coalesce(i."version_id", i."dataset_version_id", i."output_id") IS NOT NULL;--> statement-breakpoint
INSERT INTO "lineage_edges" ("organization_id", "from_kind", "from_id", "to_kind", "to_id", "role", "created_at")
SELECT "organization_id", 'run', "run_id", 'version', "id", 'registered', "created_at" FROM "versions" WHERE "run_id" IS NOT NULL;--> statement-breakpoint
INSERT INTO "lineage_edges" ("organization_id", "from_kind", "from_id", "to_kind", "to_id", "role", "created_at")
SELECT "organization_id", 'run', "run_id", 'dataset_version', "id", 'registered', "created_at" FROM "dataset_versions" WHERE "run_id" IS NOT NULL;--> statement-breakpoint
INSERT INTO "external_data" ("id", "organization_id", "uri", "uri_digest", "namespace", "name", "created_at", "updated_at")
SELECT gen_random_uuid(), r."organization_id", i."resolved", encode(sha256(convert_to(i."resolved", 'UTF8')), 'hex'),
  left(coalesce(substring(i."resolved" FROM '^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*'), ''), 2000),
  left(coalesce(nullif(regexp_replace(i."resolved", '^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*/?', ''), ''), i."resolved"), 2000),
  min(r."created_at"), min(r."created_at")
FROM "run_inputs" i JOIN "runs" r ON r."id" = i."run_id" WHERE i."kind" = 'external'
GROUP BY r."organization_id", i."resolved";--> statement-breakpoint
INSERT INTO "lineage_edges" ("organization_id", "from_kind", "from_id", "to_kind", "to_id", "role", "created_at")
SELECT DISTINCT r."organization_id", 'external_data'::node_kind, d."id", 'run'::node_kind, r."id", 'input'::edge_role, r."created_at"
FROM "run_inputs" i JOIN "runs" r ON r."id" = i."run_id"
JOIN "external_data" d ON d."organization_id" = r."organization_id"
  AND d."uri_digest" = encode(sha256(convert_to(i."resolved", 'UTF8')), 'hex')
WHERE i."kind" = 'external';--> statement-breakpoint
INSERT INTO "lineage_edges" ("organization_id", "from_kind", "from_id", "to_kind", "to_id", "role", "quiet", "created_at")
SELECT DISTINCT v."organization_id", 'file'::node_kind, coalesce(n."id", o."id"), 'version'::node_kind, v."id", 'derived'::edge_role, true, v."created_at"
FROM "versions" v JOIN "version_files" f ON f."version_id" = v."id"
LEFT JOIN "run_outputs" n ON n."run_id" = v."run_id" AND n."path" = f."name" AND n."sha256" = f."sha256"
JOIN (SELECT DISTINCT ON ("run_id", "sha256") "id", "run_id", "sha256" FROM "run_outputs" ORDER BY "run_id", "sha256", "id") o
  ON o."run_id" = v."run_id" AND o."sha256" = f."sha256";--> statement-breakpoint
INSERT INTO "lineage_edges" ("organization_id", "from_kind", "from_id", "to_kind", "to_id", "role", "quiet", "created_at")
SELECT DISTINCT v."organization_id", 'file'::node_kind, f."datum_id", 'dataset_version'::node_kind, v."id", 'derived'::edge_role, true, v."created_at"
FROM "dataset_versions" v JOIN "dataset_version_files" f ON f."dataset_version_id" = v."id";--> statement-breakpoint
INSERT INTO "lineage_edges" ("organization_id", "from_kind", "from_id", "to_kind", "to_id", "role", "quiet", "created_at")
SELECT r."organization_id", 'run', o."run_id", 'file', o."id", 'output',
  EXISTS (SELECT 1 FROM "lineage_edges" e WHERE e."from_id" = o."id" AND e."quiet")
    AND NOT EXISTS (SELECT 1 FROM "lineage_edges" e WHERE e."from_id" = o."id" AND NOT e."quiet"), o."created_at"
FROM "run_outputs" o JOIN "runs" r ON r."id" = o."run_id";
