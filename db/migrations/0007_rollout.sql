CREATE TYPE "public"."delivery_state" AS ENUM('waiting', 'delivered', 'failed');--> statement-breakpoint
CREATE TYPE "public"."revision_kind" AS ENUM('revise', 'rollback', 'follow', 'stop');--> statement-breakpoint
CREATE TYPE "public"."webhook_format" AS ENUM('cloudevents', 'slack', 'github');--> statement-breakpoint
CREATE TABLE "deployment_assignments" (
	"revision_id" uuid NOT NULL,
	"variant" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "deployment_assignments_revision_id_variant_hour_pk" PRIMARY KEY("revision_id","variant","hour")
);
--> statement-breakpoint
CREATE TABLE "deployment_observations" (
	"deployment_id" uuid NOT NULL,
	"revision_id" uuid NOT NULL,
	"variant" text NOT NULL,
	"metric" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"count" bigint NOT NULL,
	"sum" double precision NOT NULL,
	"squares" double precision NOT NULL,
	CONSTRAINT "deployment_observations_revision_id_metric_variant_hour_pk" PRIMARY KEY("revision_id","metric","variant","hour")
);
--> statement-breakpoint
CREATE TABLE "deployment_revisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"deployment_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"kind" "revision_kind" NOT NULL,
	"rolled_back_to" integer,
	"target" text NOT NULL,
	"salt" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"unapproved" uuid[] DEFAULT '{}' NOT NULL,
	"made_by" uuid,
	"token_id" uuid,
	"event_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deployment_variants" (
	"revision_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"asked" text NOT NULL,
	"model_id" uuid NOT NULL,
	"version_id" uuid NOT NULL,
	"digest" text NOT NULL,
	"weight" integer NOT NULL,
	CONSTRAINT "deployment_variants_revision_id_position_pk" PRIMARY KEY("revision_id","position")
);
--> statement-breakpoint
CREATE TABLE "deployments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"target" text NOT NULL,
	"follows" boolean DEFAULT false NOT NULL,
	"salt" text NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"current_revision_id" uuid,
	"follow_problem" text,
	"archived_at" timestamp (3) with time zone,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "latest_told" (
	"model_id" uuid PRIMARY KEY NOT NULL,
	"version_id" uuid
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"notification_id" uuid,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"claimed_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"cause_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"model_id" uuid,
	"actor_id" uuid,
	"actor_kind" text,
	"body" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "observation_batches" (
	"deployment_id" uuid NOT NULL,
	"batch" text NOT NULL,
	"digest" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "observation_batches_deployment_id_batch_pk" PRIMARY KEY("deployment_id","batch")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"what" text NOT NULL,
	"order_key" uuid NOT NULL,
	"model_id" uuid,
	"project_id" uuid,
	"body" jsonb,
	"at" timestamp (3) with time zone NOT NULL,
	"told" text[] DEFAULT '{}' NOT NULL,
	"problem" text,
	"tries" integer DEFAULT 0 NOT NULL,
	"retry_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "serving_versions" (
	"deployment_id" uuid NOT NULL,
	"version_id" uuid NOT NULL,
	"model_id" uuid NOT NULL,
	"weight" integer NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "serving_versions_deployment_id_version_id_pk" PRIMARY KEY("deployment_id","version_id")
);
--> statement-breakpoint
CREATE TABLE "token_warnings" (
	"token_id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "version_changes" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "version_changes_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"version_id" uuid NOT NULL,
	"model_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"state" "approval_state" NOT NULL,
	"life" "life" NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_attempts" (
	"delivery_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"ms" integer NOT NULL,
	"status" integer,
	"problem" text,
	"response" text DEFAULT '' NOT NULL,
	CONSTRAINT "webhook_attempts_delivery_id_number_pk" PRIMARY KEY("delivery_id","number")
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "webhook_deliveries_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"webhook_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"type" text NOT NULL,
	"subject" text NOT NULL,
	"order_key" uuid NOT NULL,
	"body" text NOT NULL,
	"state" "delivery_state" DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"claimed_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"scope_kind" "grant_scope" NOT NULL,
	"scope_id" uuid NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"events" text[] DEFAULT '{}' NOT NULL,
	"format" "webhook_format" DEFAULT 'cloudevents' NOT NULL,
	"event_type" text,
	"secret" "bytea" NOT NULL,
	"previous_secret" "bytea",
	"previous_until" timestamp (3) with time zone,
	"authorization" "bytea",
	"paused_at" timestamp (3) with time zone,
	"pause_reason" text,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
DROP INDEX "alias_moves_scope_id_name_at_index";--> statement-breakpoint
ALTER TABLE "alias_moves" ADD COLUMN "seq" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "alias_moves_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "alias_moves" ADD COLUMN "note" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "alias_moves" ADD COLUMN "event_id" uuid;--> statement-breakpoint
ALTER TABLE "deployment_assignments" ADD CONSTRAINT "deployment_assignments_revision_id_deployment_revisions_id_fk" FOREIGN KEY ("revision_id") REFERENCES "public"."deployment_revisions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_observations" ADD CONSTRAINT "deployment_observations_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_observations" ADD CONSTRAINT "deployment_observations_revision_id_deployment_revisions_id_fk" FOREIGN KEY ("revision_id") REFERENCES "public"."deployment_revisions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_revisions" ADD CONSTRAINT "deployment_revisions_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_revisions" ADD CONSTRAINT "deployment_revisions_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_revisions" ADD CONSTRAINT "deployment_revisions_made_by_people_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_variants" ADD CONSTRAINT "deployment_variants_revision_id_deployment_revisions_id_fk" FOREIGN KEY ("revision_id") REFERENCES "public"."deployment_revisions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_variants" ADD CONSTRAINT "deployment_variants_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployment_variants" ADD CONSTRAINT "deployment_variants_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_notification_id_notifications_id_fk" FOREIGN KEY ("notification_id") REFERENCES "public"."notifications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observation_batches" ADD CONSTRAINT "observation_batches_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serving_versions" ADD CONSTRAINT "serving_versions_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serving_versions" ADD CONSTRAINT "serving_versions_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serving_versions" ADD CONSTRAINT "serving_versions_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_changes" ADD CONSTRAINT "version_changes_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_delivery_id_webhook_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."webhook_deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deployment_observations_deployment_id_metric_hour_index" ON "deployment_observations" USING btree ("deployment_id","metric","hour");--> statement-breakpoint
CREATE UNIQUE INDEX "deployment_revisions_deployment_id_number_index" ON "deployment_revisions" USING btree ("deployment_id","number");--> statement-breakpoint
CREATE INDEX "deployment_revisions_deployment_id_created_at_index" ON "deployment_revisions" USING btree ("deployment_id","created_at");--> statement-breakpoint
CREATE INDEX "deployment_revisions_organization_id_created_at_id_index" ON "deployment_revisions" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "deployment_variants_revision_id_name_index" ON "deployment_variants" USING btree ("revision_id","name");--> statement-breakpoint
CREATE INDEX "deployment_variants_version_id_index" ON "deployment_variants" USING btree ("version_id");--> statement-breakpoint
CREATE INDEX "deployment_variants_model_id_index" ON "deployment_variants" USING btree ("model_id");--> statement-breakpoint
CREATE UNIQUE INDEX "deployments_organization_id_slug_index" ON "deployments" USING btree ("organization_id","slug");--> statement-breakpoint
CREATE INDEX "deployments_organization_id_updated_at_id_index" ON "deployments" USING btree ("organization_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "deployments_project_id_updated_at_id_index" ON "deployments" USING btree ("project_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "deployments_current_revision_id_index" ON "deployments" USING btree ("current_revision_id");--> statement-breakpoint
CREATE INDEX "mails_due_index" ON "mails" USING btree ("next_at") WHERE "mails"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "mails_created_at_index" ON "mails" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "mails_notification_id_index" ON "mails" USING btree ("notification_id");--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_person_id_cause_id_kind_index" ON "notifications" USING btree ("person_id","cause_id","kind");--> statement-breakpoint
CREATE INDEX "notifications_person_id_created_at_id_index" ON "notifications" USING btree ("person_id","created_at","id");--> statement-breakpoint
CREATE INDEX "notifications_unread_index" ON "notifications" USING btree ("person_id") WHERE "notifications"."read_at" is null;--> statement-breakpoint
CREATE INDEX "notifications_created_at_index" ON "notifications" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "observation_batches_at_index" ON "observation_batches" USING btree ("at");--> statement-breakpoint
CREATE INDEX "outbox_id_index" ON "outbox" USING btree ("id");--> statement-breakpoint
CREATE INDEX "outbox_retry_at_index" ON "outbox" USING btree ("retry_at") WHERE "outbox"."problem" is not null;--> statement-breakpoint
CREATE INDEX "serving_versions_version_id_index" ON "serving_versions" USING btree ("version_id");--> statement-breakpoint
CREATE INDEX "serving_versions_model_id_index" ON "serving_versions" USING btree ("model_id");--> statement-breakpoint
CREATE INDEX "version_changes_version_id_seq_index" ON "version_changes" USING btree ("version_id","seq");--> statement-breakpoint
CREATE INDEX "version_changes_model_id_at_index" ON "version_changes" USING btree ("model_id","at");--> statement-breakpoint
CREATE INDEX "version_changes_approved_index" ON "version_changes" USING btree ("model_id","number","at") WHERE "version_changes"."state" = 'approved' and "version_changes"."life" = 'live';--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_deliveries_webhook_id_message_id_index" ON "webhook_deliveries" USING btree ("webhook_id","message_id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_webhook_id_seq_index" ON "webhook_deliveries" USING btree ("webhook_id","seq");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_created_at_index" ON "webhook_deliveries" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due_index" ON "webhook_deliveries" USING btree ("webhook_id","next_at") WHERE "webhook_deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_order_index" ON "webhook_deliveries" USING btree ("webhook_id","order_key","seq") WHERE "webhook_deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "webhooks_scope_index" ON "webhooks" USING btree ("organization_id","scope_id") WHERE "webhooks"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "alias_moves_scope_id_name_seq_index" ON "alias_moves" USING btree ("scope_id","name","seq");--> statement-breakpoint
CREATE INDEX "alias_moves_scope_id_seq_index" ON "alias_moves" USING btree ("scope_id","seq");--> statement-breakpoint
CREATE OR REPLACE FUNCTION hub_time_of(thing uuid) RETURNS timestamptz LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  select coalesce(
    (select e.at from audit_events e where e.txid = pg_current_xact_id() and e.subject_id = thing
      order by e.seq desc limit 1),
    (select e.at from audit_events e where e.txid = pg_current_xact_id() order by e.seq desc limit 1),
    date_trunc('milliseconds', clock_timestamp()))
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION hub_note_version() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
begin
  insert into version_changes (version_id, model_id, number, state, life, at)
  values (new.id, new.model_id, new.number, new.state, new.life, hub_time_of(new.id));
  return null;
end $$;--> statement-breakpoint
CREATE CONSTRAINT TRIGGER hub_changed AFTER INSERT ON versions DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION hub_note_version();--> statement-breakpoint
CREATE CONSTRAINT TRIGGER hub_changed_again AFTER UPDATE OF state, life ON versions DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN ((old.state, old.life) IS DISTINCT FROM (new.state, new.life))
  EXECUTE FUNCTION hub_note_version();--> statement-breakpoint
CREATE OR REPLACE FUNCTION hub_note_latest() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
begin
  -- Whoever compares has this, too: what is seen from here on is what was told.
  perform pg_advisory_xact_lock(hashtext('model-hub latest'), hashtext(new.id::text));
  if exists (select 1 from latest_told where model_id = new.id) then
    return null;
  end if;
  if exists (select 1 from policies p where p.rules -> 'exclude' <> '[]'
      and p.scope_id = any(array[new.organization_id, new.id]
        || array(select mp.project_id from model_projects mp where mp.model_id = new.id))) then
    insert into latest_told (model_id, version_id) values (new.id, old.latest_version_id);
    return null;
  end if;
  insert into outbox (id, organization_id, what, order_key, model_id, body, at)
  values (gen_random_uuid(), new.organization_id, 'model.latest', new.id, new.id,
    jsonb_build_object('from', old.latest_version_id, 'to', new.latest_version_id, 'event', (
      select e.id from audit_events e where e.txid = pg_current_xact_id()
      order by (e.model_id is not distinct from new.id) desc, e.seq desc limit 1)), hub_time_of(new.id));
  return null;
end $$;--> statement-breakpoint
CREATE CONSTRAINT TRIGGER hub_latest AFTER UPDATE OF latest_version_id ON models DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (old.latest_version_id IS DISTINCT FROM new.latest_version_id)
  EXECUTE FUNCTION hub_note_latest();--> statement-breakpoint
INSERT INTO "version_changes" ("version_id", "model_id", "number", "state", "life", "at")
WITH told AS (
  SELECT v.id, v.model_id, v.number, coalesce(made.seq, 0) AS seq, 'pending' AS state, 'live' AS life,
    coalesce(made.at, v.created_at) AS at
  FROM versions v LEFT JOIN LATERAL (SELECT e.seq, e.at FROM audit_events e
    WHERE e.subject_id = v.id AND e.action = 'version.register' AND e.outcome = 'done'
    ORDER BY e.seq LIMIT 1) made ON true
  UNION ALL
  SELECT v.id, v.model_id, v.number, e.seq, e.body::jsonb -> 'after' ->> 'state', e.body::jsonb -> 'after' ->> 'life', e.at
  FROM versions v JOIN audit_events e ON e.subject_id = v.id
  WHERE e.outcome = 'done' AND e.action IN ('version.approve', 'version.reject', 'version.withdraw', 'version.override',
    'version.archive', 'version.restore', 'version.delete')),
counted AS (
  SELECT *, count(state) OVER ordered AS states, count(life) OVER ordered AS lives
  FROM told WINDOW ordered AS (PARTITION BY id ORDER BY seq)),
stood AS (
  SELECT id, model_id, number, seq, at,
    first_value(state) OVER (PARTITION BY id, states ORDER BY seq) AS state,
    first_value(life) OVER (PARTITION BY id, lives ORDER BY seq) AS life
  FROM counted),
followed AS (
  SELECT *, lag(state) OVER ordered AS state_before, lag(life) OVER ordered AS life_before
  FROM stood WINDOW ordered AS (PARTITION BY id ORDER BY seq))
SELECT id, model_id, number, state::approval_state, life::life, at FROM followed
WHERE (state, life) IS DISTINCT FROM (state_before, life_before)
ORDER BY seq, at, number;--> statement-breakpoint
INSERT INTO "version_changes" ("version_id", "model_id", "number", "state", "life", "at")
SELECT v.id, v.model_id, v.number, v.state, v.life, coalesce(v.deleted_at, v.decided_at, v.created_at)
FROM versions v JOIN LATERAL (
  SELECT c.state, c.life FROM version_changes c WHERE c.version_id = v.id ORDER BY c.seq DESC LIMIT 1) l ON true
WHERE (l.state, l.life) IS DISTINCT FROM (v.state, v.life);--> statement-breakpoint
ALTER TABLE "alias_moves" DISABLE TRIGGER USER;--> statement-breakpoint
UPDATE "alias_moves" m SET "event_id" = e.id FROM "audit_events" e
WHERE e.organization_id = m.organization_id AND e.at = m.at AND e.subject_id = m.scope_id AND e.outcome = 'done'
  AND e.action IN ('alias.move', 'alias.remove', 'dataset_alias.move', 'dataset_alias.remove', 'datum_alias.move', 'datum_alias.remove')
  AND split_part(e.subject_uri, '/', -1) = (
    SELECT string_agg(CASE WHEN c.letter ~ '^[A-Za-z0-9_.!~''()-]$' THEN c.letter
      ELSE upper(regexp_replace(encode(convert_to(c.letter, 'UTF8'), 'hex'), '(..)', '%\1', 'g')) END, '' ORDER BY c.n)
    FROM regexp_split_to_table(m.name, '') WITH ORDINALITY c(letter, n));--> statement-breakpoint
ALTER TABLE "alias_moves" ENABLE TRIGGER USER;
