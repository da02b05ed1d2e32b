CREATE TYPE "public"."field_kind" AS ENUM('text', 'number', 'choice', 'date', 'person', 'url');--> statement-breakpoint
CREATE TYPE "public"."metric_direction" AS ENUM('lower', 'higher');--> statement-breakpoint
CREATE TYPE "public"."document_kind" AS ENUM('model', 'version');--> statement-breakpoint
CREATE TABLE "card_revisions" (
	"model_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"blocks" jsonb NOT NULL,
	"restores" integer,
	"created_by" uuid NOT NULL,
	"token_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "card_revisions_model_id_number_pk" PRIMARY KEY("model_id","number")
);
--> statement-breakpoint
CREATE TABLE "field_definitions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"key" text NOT NULL,
	"label" text NOT NULL,
	"help" text DEFAULT '' NOT NULL,
	"kind" "field_kind" NOT NULL,
	"choices" text[] DEFAULT '{}' NOT NULL,
	"required" boolean DEFAULT false NOT NULL,
	"position" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "model_fields" (
	"model_id" uuid NOT NULL,
	"field_id" uuid NOT NULL,
	"value" jsonb NOT NULL,
	CONSTRAINT "model_fields_model_id_field_id_pk" PRIMARY KEY("model_id","field_id")
);
--> statement-breakpoint
CREATE TABLE "model_images" (
	"id" uuid PRIMARY KEY NOT NULL,
	"model_id" uuid NOT NULL,
	"sha256" text NOT NULL,
	"media_type" text NOT NULL,
	"name" text NOT NULL,
	"created_by" uuid NOT NULL,
	"token_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "comment_mentions" (
	"comment_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	CONSTRAINT "comment_mentions_comment_id_person_id_pk" PRIMARY KEY("comment_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "comment_revisions" (
	"comment_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"body" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "comment_revisions_comment_id_number_pk" PRIMARY KEY("comment_id","number")
);
--> statement-breakpoint
CREATE TABLE "comments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"model_id" uuid NOT NULL,
	"version_id" uuid,
	"author_id" uuid NOT NULL,
	"token_id" uuid,
	"body" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"edited_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"deleted_by" uuid
);
--> statement-breakpoint
CREATE TABLE "metric_definitions" (
	"organization_id" uuid NOT NULL,
	"key" text NOT NULL,
	"direction" "metric_direction",
	"unit" text DEFAULT '' NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "metric_definitions_organization_id_key_pk" PRIMARY KEY("organization_id","key")
);
--> statement-breakpoint
CREATE TABLE "preferences" (
	"organization_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "preferences_organization_id_person_id_key_pk" PRIMARY KEY("organization_id","person_id","key")
);
--> statement-breakpoint
CREATE TABLE "search_documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" "document_kind" NOT NULL,
	"organization_id" uuid NOT NULL,
	"words" "tsvector" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_words" (
	"organization_id" uuid NOT NULL,
	"word" text NOT NULL,
	CONSTRAINT "search_words_organization_id_word_pk" PRIMARY KEY("organization_id","word")
);
--> statement-breakpoint
DROP INDEX "version_metrics_key_value_index";--> statement-breakpoint
ALTER TABLE "models" ADD COLUMN "card_revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "models" ADD COLUMN "newest_version_id" uuid;--> statement-breakpoint
ALTER TABLE "models" ADD COLUMN "latest_version_id" uuid;--> statement-breakpoint
ALTER TABLE "version_metrics" ADD COLUMN "organization_id" uuid;--> statement-breakpoint
ALTER TABLE "version_metrics" DISABLE TRIGGER USER;--> statement-breakpoint
UPDATE "version_metrics" m SET "organization_id" = v."organization_id" FROM "versions" v WHERE v."id" = m."version_id";--> statement-breakpoint
ALTER TABLE "version_metrics" ENABLE TRIGGER USER;--> statement-breakpoint
ALTER TABLE "version_metrics" ALTER COLUMN "organization_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "version_params" ADD COLUMN "organization_id" uuid;--> statement-breakpoint
ALTER TABLE "version_params" DISABLE TRIGGER USER;--> statement-breakpoint
UPDATE "version_params" m SET "organization_id" = v."organization_id" FROM "versions" v WHERE v."id" = m."version_id";--> statement-breakpoint
ALTER TABLE "version_params" ENABLE TRIGGER USER;--> statement-breakpoint
ALTER TABLE "version_params" ALTER COLUMN "organization_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "version_params" ADD COLUMN "number" double precision GENERATED ALWAYS AS (case when jsonb_typeof(value) = 'number' then value::double precision end) STORED;--> statement-breakpoint
ALTER TABLE "version_params" ADD COLUMN "word" text GENERATED ALWAYS AS (left(value #>> '{}', 100)) STORED;--> statement-breakpoint
ALTER TABLE "card_revisions" ADD CONSTRAINT "card_revisions_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "card_revisions" ADD CONSTRAINT "card_revisions_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "field_definitions" ADD CONSTRAINT "field_definitions_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_fields" ADD CONSTRAINT "model_fields_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_fields" ADD CONSTRAINT "model_fields_field_id_field_definitions_id_fk" FOREIGN KEY ("field_id") REFERENCES "public"."field_definitions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_images" ADD CONSTRAINT "model_images_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_images" ADD CONSTRAINT "model_images_sha256_blobs_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "public"."blobs"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_images" ADD CONSTRAINT "model_images_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_mentions" ADD CONSTRAINT "comment_mentions_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_mentions" ADD CONSTRAINT "comment_mentions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_revisions" ADD CONSTRAINT "comment_revisions_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_author_id_people_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metric_definitions" ADD CONSTRAINT "metric_definitions_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "preferences" ADD CONSTRAINT "preferences_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "preferences" ADD CONSTRAINT "preferences_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "field_definitions_organization_id_key_index" ON "field_definitions" USING btree ("organization_id","key");--> statement-breakpoint
CREATE INDEX "model_fields_field_id_index" ON "model_fields" USING btree ("field_id");--> statement-breakpoint
CREATE INDEX "model_images_model_id_created_at_index" ON "model_images" USING btree ("model_id","created_at");--> statement-breakpoint
CREATE INDEX "model_images_sha256_index" ON "model_images" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "comment_mentions_person_id_index" ON "comment_mentions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "comments_model_id_created_at_id_index" ON "comments" USING btree ("model_id","created_at","id");--> statement-breakpoint
CREATE INDEX "comments_version_id_created_at_id_index" ON "comments" USING btree ("version_id","created_at","id");--> statement-breakpoint
CREATE INDEX "comments_organization_id_created_at_id_index" ON "comments" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "search_documents_models_index" ON "search_documents" USING gin ("words") WHERE "search_documents"."kind" = 'model';--> statement-breakpoint
CREATE INDEX "search_documents_versions_index" ON "search_documents" USING gin ("words") WHERE "search_documents"."kind" = 'version';--> statement-breakpoint
CREATE INDEX "search_words_word_index" ON "search_words" USING gin ("word" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "audit_events_version_index" ON "audit_events" USING btree ("subject_id","at","id") WHERE "audit_events"."action" in ('version.update', 'version.archive', 'version.restore');--> statement-breakpoint
CREATE INDEX "aliases_name_index" ON "aliases" USING btree ("name");--> statement-breakpoint
CREATE INDEX "models_organization_id_created_at_id_index" ON "models" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "models_owner_id_index" ON "models" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "models_newest_version_id_index" ON "models" USING btree ("newest_version_id");--> statement-breakpoint
CREATE INDEX "models_latest_version_id_index" ON "models" USING btree ("latest_version_id");--> statement-breakpoint
CREATE INDEX "version_metrics_organization_id_key_value_version_id_index" ON "version_metrics" USING btree ("organization_id","key","value","version_id");--> statement-breakpoint
CREATE INDEX "version_params_organization_id_key_number_version_id_index" ON "version_params" USING btree ("organization_id","key","number","version_id");--> statement-breakpoint
CREATE INDEX "version_params_organization_id_key_word_version_id_index" ON "version_params" USING btree ("organization_id","key","word","version_id");--> statement-breakpoint
CREATE INDEX "versions_organization_id_decided_at_id_index" ON "versions" USING btree ("organization_id","decided_at","id");--> statement-breakpoint
CREATE INDEX "versions_organization_id_state_created_at_id_index" ON "versions" USING btree ("organization_id","state","created_at","id");--> statement-breakpoint
CREATE INDEX "versions_organization_id_registered_by_created_at_id_index" ON "versions" USING btree ("organization_id","registered_by","created_at","id");--> statement-breakpoint
CREATE INDEX "versions_tags_index" ON "versions" USING gin ("tags");--> statement-breakpoint
CREATE OR REPLACE FUNCTION hub_words_of(said text, tags text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
  SET search_path = pg_catalog, public, pg_temp AS $$
  -- Signs come between words, so that log_loss is found by loss, and a/b is not taken for a path.
  select to_tsvector('simple', translate(left(said, 100000) || ' ' || array_to_string(tags, ' '),
    $signs$_-./\:;,@#&=+*~|"'`^%$!?()[]{}<>$signs$, repeat(' ', 40)))
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION hub_note_words() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
declare
  found tsvector;
begin
  if tg_table_name = 'models' then
    found := hub_words_of(new.name || ' ' || new.slug || ' ' || new.description, new.tags);
  else
    found := hub_words_of(new.note, new.tags);
  end if;
  if tg_op = 'INSERT' and length(found) = 0 then return null; end if;
  insert into search_documents as d (id, kind, organization_id, words)
    values (new.id, case tg_table_name when 'models' then 'model' else 'version' end::document_kind, new.organization_id, found)
    on conflict (id) do update set words = excluded.words where d.words is distinct from excluded.words;
  -- In order, so that two who bring the same words wait for each other and not in a circle. The first words of
  -- a document only: a text of nothing but new ones would fill the vocabulary.
  insert into search_words (organization_id, word)
    select new.organization_id, w.word from (select u.lexeme as word from unnest(found) u
      where length(u.lexeme) between 3 and 40 and u.lexeme !~ '^[0-9.]+$'
      order by u.positions[1], u.lexeme limit 2000) w
    where not exists (select 1 from search_words k where k.organization_id = new.organization_id and k.word = w.word)
    order by w.word on conflict do nothing;
  return null;
end $$;--> statement-breakpoint
CREATE TRIGGER hub_words AFTER INSERT OR UPDATE OF name, slug, description, tags ON models
  FOR EACH ROW EXECUTE FUNCTION hub_note_words();--> statement-breakpoint
CREATE TRIGGER hub_words AFTER INSERT OR UPDATE OF note, tags ON versions
  FOR EACH ROW EXECUTE FUNCTION hub_note_words();--> statement-breakpoint
CREATE OR REPLACE FUNCTION hub_point_models(changed uuid[]) RETURNS void LANGUAGE sql
  SET search_path = pg_catalog, public, pg_temp AS $$
  update models m set newest_version_id = p.newest, latest_version_id = p.latest
  from (select id,
      (select v.id from versions v where v.model_id = c.id and v.life = 'live' order by v.number desc limit 1) as newest,
      (select v.id from versions v where v.model_id = c.id and v.life = 'live' and v.state = 'approved'
        order by v.number desc limit 1) as latest
    from unnest(changed) c(id)) p
  where m.id = p.id and (m.newest_version_id, m.latest_version_id) is distinct from (p.newest, p.latest)
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION hub_point_inserted() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
begin
  perform hub_point_models(array(select distinct model_id from added));
  return null;
end $$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION hub_point_updated() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
begin
  perform hub_point_models(array[new.model_id]);
  return null;
end $$;--> statement-breakpoint
CREATE TRIGGER hub_point AFTER INSERT ON versions REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION hub_point_inserted();--> statement-breakpoint
CREATE TRIGGER hub_point_again AFTER UPDATE OF state, life ON versions
  FOR EACH ROW EXECUTE FUNCTION hub_point_updated();--> statement-breakpoint
ALTER TABLE "models" DISABLE TRIGGER USER;--> statement-breakpoint
SELECT hub_point_models(array(select id from models));--> statement-breakpoint
INSERT INTO "search_documents" ("id", "kind", "organization_id", "words")
SELECT id, 'model'::document_kind, organization_id, hub_words_of(name || ' ' || slug || ' ' || description, tags) FROM models
UNION ALL
SELECT id, 'version'::document_kind, organization_id, hub_words_of(note, tags) FROM versions WHERE note <> '' OR tags <> '{}';--> statement-breakpoint
INSERT INTO "search_words" ("organization_id", "word")
SELECT DISTINCT organization_id, word FROM search_documents, unnest(tsvector_to_array(words)) word
WHERE length(word) BETWEEN 3 AND 40 AND word !~ '^[0-9.]+$';--> statement-breakpoint
ALTER TABLE "card_revisions" DISABLE TRIGGER USER;--> statement-breakpoint
INSERT INTO "card_revisions" ("model_id", "number", "blocks", "created_by", "created_at")
SELECT id, 1, jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'category', '', 'title', 'Overview', 'body', description)), owner_id, updated_at
FROM models WHERE description <> '';--> statement-breakpoint
UPDATE "models" SET "card_revision" = 1 WHERE description <> '';--> statement-breakpoint
ALTER TABLE "card_revisions" ENABLE TRIGGER USER;--> statement-breakpoint
ALTER TABLE "models" ENABLE TRIGGER USER;
