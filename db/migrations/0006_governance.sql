CREATE TYPE "public"."given_by" AS ENUM('hand', 'group');--> statement-breakpoint
CREATE TYPE "public"."sign_in_method" AS ENUM('password', 'oidc');--> statement-breakpoint
CREATE TABLE "audit_checkpoints" (
	"log_id" uuid NOT NULL,
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"note" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "audit_checkpoints_log_id_size_pk" PRIMARY KEY("log_id","size")
);
--> statement-breakpoint
CREATE TABLE "audit_leaves" (
	"log_id" uuid NOT NULL,
	"index" bigint NOT NULL,
	"event_id" uuid NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_leaves_log_id_index_pk" PRIMARY KEY("log_id","index")
);
--> statement-breakpoint
CREATE TABLE "audit_logs" (
	"log_id" uuid PRIMARY KEY NOT NULL,
	"origin" text NOT NULL,
	"size" bigint DEFAULT 0 NOT NULL,
	"frontier" "bytea" NOT NULL,
	"sealed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_nodes" (
	"log_id" uuid NOT NULL,
	"height" integer NOT NULL,
	"index" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_nodes_log_id_height_index_pk" PRIMARY KEY("log_id","height","index")
);
--> statement-breakpoint
CREATE TABLE "audit_pending" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"log_id" uuid NOT NULL,
	"seq" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"scope_id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"scope_kind" "grant_scope" NOT NULL,
	"revision" integer NOT NULL,
	"rules" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy_revisions" (
	"scope_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"organization_id" uuid NOT NULL,
	"rules" jsonb NOT NULL,
	"digest" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"set_by" uuid,
	"token_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "policy_revisions_scope_id_number_pk" PRIMARY KEY("scope_id","number")
);
--> statement-breakpoint
CREATE TABLE "review_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"version_id" uuid NOT NULL,
	"requested_by" uuid NOT NULL,
	"token_id" uuid,
	"person_id" uuid,
	"team_id" uuid,
	"note" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "external_identities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"person_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_sign_in_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "group_mappings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"group" text NOT NULL,
	"team_id" uuid,
	"role" "role",
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "group_mappings_gives_one" CHECK (num_nonnulls("group_mappings"."team_id", "group_mappings"."role") = 1)
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"email" text,
	"roles" "role"[] NOT NULL,
	"team_ids" uuid[] DEFAULT '{}' NOT NULL,
	"hash" text NOT NULL,
	"invited_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"accepted_by" uuid,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "invitations_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "password_links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"hash" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "password_links_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "service_accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"owner_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"disabled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "team_members" (
	"team_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"given_by" "given_by" DEFAULT 'hand' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "team_members_team_id_person_id_pk" PRIMARY KEY("team_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "teams" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "role_grants" ADD COLUMN "given_by" "given_by" DEFAULT 'hand' NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "authenticated_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "method" "sign_in_method" DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE "tokens" ADD COLUMN "service_account_id" uuid;--> statement-breakpoint
ALTER TABLE "tokens" ADD COLUMN "made_by" uuid;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "bound_digest" text;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "card_sections" jsonb;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "card_changed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "policy" jsonb;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "checks" jsonb;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "valid_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "team_ids" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "event_id" uuid;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "tokens_by" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "valid_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "expired_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_revisions" ADD CONSTRAINT "policy_revisions_scope_id_policies_scope_id_fk" FOREIGN KEY ("scope_id") REFERENCES "public"."policies"("scope_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_revisions" ADD CONSTRAINT "policy_revisions_set_by_people_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_requests" ADD CONSTRAINT "review_requests_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_requests" ADD CONSTRAINT "review_requests_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_requests" ADD CONSTRAINT "review_requests_requested_by_people_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_requests" ADD CONSTRAINT "review_requests_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_requests" ADD CONSTRAINT "review_requests_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "external_identities" ADD CONSTRAINT "external_identities_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_mappings" ADD CONSTRAINT "group_mappings_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_mappings" ADD CONSTRAINT "group_mappings_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_invited_by_people_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_accepted_by_people_id_fk" FOREIGN KEY ("accepted_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_links" ADD CONSTRAINT "password_links_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_links" ADD CONSTRAINT "password_links_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_links" ADD CONSTRAINT "password_links_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_accounts" ADD CONSTRAINT "service_accounts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_accounts" ADD CONSTRAINT "service_accounts_owner_id_people_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "teams_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "audit_leaves_event_id_index" ON "audit_leaves" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "audit_pending_seq_index" ON "audit_pending" USING btree ("seq");--> statement-breakpoint
CREATE INDEX "policies_organization_id_index" ON "policies" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "review_requests_version_id_index" ON "review_requests" USING btree ("version_id");--> statement-breakpoint
CREATE UNIQUE INDEX "review_requests_open_person_index" ON "review_requests" USING btree ("version_id","person_id") WHERE "review_requests"."closed_at" is null and "review_requests"."person_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "review_requests_open_team_index" ON "review_requests" USING btree ("version_id","team_id") WHERE "review_requests"."closed_at" is null and "review_requests"."team_id" is not null;--> statement-breakpoint
CREATE INDEX "review_requests_person_index" ON "review_requests" USING btree ("person_id") WHERE "review_requests"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "review_requests_team_index" ON "review_requests" USING btree ("team_id") WHERE "review_requests"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "review_requests_organization_id_requested_by_created_at_index" ON "review_requests" USING btree ("organization_id","requested_by","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "external_identities_issuer_subject_index" ON "external_identities" USING btree ("issuer","subject");--> statement-breakpoint
CREATE INDEX "external_identities_person_id_index" ON "external_identities" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "group_mappings_team_index" ON "group_mappings" USING btree ("organization_id","group","team_id");--> statement-breakpoint
CREATE UNIQUE INDEX "group_mappings_role_index" ON "group_mappings" USING btree ("organization_id","group","role");--> statement-breakpoint
CREATE INDEX "invitations_organization_id_created_at_id_index" ON "invitations" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "password_links_person_id_index" ON "password_links" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "service_accounts_organization_id_slug_index" ON "service_accounts" USING btree ("organization_id","slug");--> statement-breakpoint
CREATE INDEX "service_accounts_owner_id_index" ON "service_accounts" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "team_members_person_id_index" ON "team_members" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "teams_organization_id_slug_index" ON "teams" USING btree ("organization_id","slug") WHERE "teams"."removed_at" is null;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_service_account_id_service_accounts_id_fk" FOREIGN KEY ("service_account_id") REFERENCES "public"."service_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_made_by_people_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_events_organization_id_via_seq_index" ON "audit_events" USING btree ("organization_id","via","seq");--> statement-breakpoint
CREATE INDEX "audit_events_subject_uri_index" ON "audit_events" USING btree ("organization_id","subject_uri" text_pattern_ops,"seq");--> statement-breakpoint
CREATE INDEX "tokens_service_account_id_index" ON "tokens" USING btree ("service_account_id");--> statement-breakpoint
CREATE INDEX "decisions_organization_id_person_id_at_index" ON "decisions" USING btree ("organization_id","person_id","at");--> statement-breakpoint
CREATE INDEX "decisions_changed_index" ON "decisions" USING btree ("organization_id","card_changed_at") WHERE "decisions"."card_changed_at" is not null;--> statement-breakpoint
CREATE INDEX "versions_valid_index" ON "versions" USING btree ("organization_id","valid_until","id") WHERE "versions"."valid_until" is not null and "versions"."state" = 'approved';--> statement-breakpoint
CREATE VIEW "public"."held_roles" AS (
  select g.id as grant_id, g.organization_id, g.principal_id as person_id, g.scope_kind, g.scope_id,
    g.role, null::uuid as team_id
  from role_grants g where g.principal_kind = 'person'
  union all
  select g.id, g.organization_id, tm.person_id, g.scope_kind, g.scope_id, g.role, t.id
  from role_grants g
  join teams t on t.id = g.principal_id and t.removed_at is null
  join team_members tm on tm.team_id = t.id
  where g.principal_kind = 'team');--> statement-breakpoint
UPDATE "sessions" SET "authenticated_at" = "created_at";--> statement-breakpoint
ALTER TABLE "decisions" DISABLE TRIGGER USER;--> statement-breakpoint
UPDATE "decisions" SET "bound_digest" = "evidence_digest";--> statement-breakpoint
UPDATE "decisions" d SET "card_changed_at" = now() FROM "versions" v
WHERE v.id = d.version_id AND v.evidence_digest <> d.evidence_digest;--> statement-breakpoint
ALTER TABLE "decisions" ENABLE TRIGGER USER;--> statement-breakpoint
INSERT INTO "audit_pending" ("event_id", "log_id", "seq")
SELECT id, coalesce(organization_id, '00000000-0000-0000-0000-000000000000'), seq FROM audit_events;
