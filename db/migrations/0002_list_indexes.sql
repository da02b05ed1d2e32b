-- Trusted since PostgreSQL 13: the owner of the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE INDEX "models_archived_index" ON "models" USING btree ("organization_id","updated_at","id") WHERE "models"."life" = 'archived';--> statement-breakpoint
CREATE INDEX "models_text_index" ON "models" USING gin ("name" gin_trgm_ops,"slug" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "models_tags_index" ON "models" USING gin ("tags");