ALTER TABLE "dataset_versions" ADD COLUMN "file_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD COLUMN "size" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "dataset_versions" DISABLE TRIGGER USER;--> statement-breakpoint
UPDATE "dataset_versions" v SET "file_count" = f."count", "size" = f."size"
FROM (SELECT "dataset_version_id" AS "id", count(*) AS "count", sum("size") AS "size"
  FROM "dataset_version_files" GROUP BY 1) f
WHERE f."id" = v."id";--> statement-breakpoint
ALTER TABLE "dataset_versions" ENABLE TRIGGER USER;
