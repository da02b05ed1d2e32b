import { z } from 'zod'
import { lives } from '@/db/schema/tables'
import { ActorView, FileView, Instant, JsonValue } from '../view'

export const DatasetVersion = z
  .object({
    dataset: z.string(),
    version: z.string(),
    uri: z.string(),
    digest: z.string(),
    tags: z.array(z.string()),
    properties: z.record(z.string(), JsonValue),
    run: z.string().nullable(),
    createdBy: ActorView,
    createdAt: Instant,
    files: z.array(FileView),
  })
  .meta({ id: 'DatasetVersion' })
export type DatasetVersion = z.infer<typeof DatasetVersion>

/** A dataset version in a list: how many files instead of which. */
export const DatasetVersionItem = DatasetVersion.omit({ files: true })
  .extend({
    fileCount: z.number().int(),
    size: z.number().int().describe('Bytes of all files'),
  })
  .meta({ id: 'DatasetVersionItem' })
export type DatasetVersionItem = z.infer<typeof DatasetVersionItem>

export const Dataset = z
  .object({
    slug: z.string(),
    uri: z.string(),
    description: z.string(),
    life: z.enum(lives),
    tags: z.array(z.string()),
    properties: z.record(z.string(), JsonValue),
    projects: z.array(z.string()),
    latest: z.string().nullable().describe('Name of the newest version'),
    createdBy: ActorView,
    createdAt: Instant,
  })
  .meta({ id: 'Dataset' })
export type Dataset = z.infer<typeof Dataset>
