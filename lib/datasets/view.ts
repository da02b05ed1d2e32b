import { z } from 'zod'
import { lives } from '@/db/schema/tables'
import { Ability, ActorView, FileView, fileFacts, Instant, JsonValue } from '../view'

export const DatasetFile = FileView.extend(fileFacts).meta({ id: 'DatasetFile' })
export type DatasetFile = z.infer<typeof DatasetFile>

const versionFacts = {
  dataset: z.string(),
  version: z.string(),
  uri: z.string(),
  digest: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  properties: z.record(z.string(), JsonValue),
  aliases: z.array(z.string()),
  previous: z
    .string()
    .nullable()
    .describe('dataset:// URI of the version whose files it began with'),
  run: z.string().nullable(),
  source: z
    .object({ type: z.string(), place: z.string().nullable() })
    .nullable()
    .describe(
      'What an MLflow client said of where the data lies; such a version may have no files',
    ),
  createdBy: ActorView,
  createdAt: Instant,
}

export const DatasetVersion = z
  .object({ ...versionFacts, files: z.array(DatasetFile) })
  .meta({ id: 'DatasetVersion' })
export type DatasetVersion = z.infer<typeof DatasetVersion>

/** A dataset version in a list: how many files instead of which. */
export const DatasetVersionItem = z
  .object({
    ...versionFacts,
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
    versionCount: z.number().int(),
    aliases: z.array(z.object({ name: z.string(), version: z.string() })),
    createdBy: ActorView,
    createdAt: Instant,
  })
  .meta({ id: 'Dataset' })
export type Dataset = z.infer<typeof Dataset>

/** A dataset with what the caller may do to it. */
export const DatasetWithAbilities = Dataset.extend({
  abilities: z.object({
    update: Ability,
    register: Ability,
    alias: Ability,
    archive: Ability,
    restore: Ability,
    delete: Ability,
  }),
}).meta({ id: 'DatasetWithAbilities' })
export type DatasetWithAbilities = z.infer<typeof DatasetWithAbilities>

/** Where an alias of a dataset points. */
export const DatasetAlias = z
  .object({
    dataset: z.string(),
    alias: z.string(),
    uri: z.string().describe('dataset:// URI of the alias'),
    version: z.string(),
    updatedAt: Instant,
  })
  .meta({ id: 'DatasetAlias' })
export type DatasetAlias = z.infer<typeof DatasetAlias>

const OneSide = z.object({ uri: z.string(), size: z.number().int(), sha256: z.string() })

/** A file by name in two versions; other properties alone are no change. */
export const FileChange = z
  .object({
    name: z.string(),
    change: z.enum(['added', 'removed', 'changed']),
    before: OneSide.nullable(),
    after: OneSide.nullable(),
  })
  .meta({ id: 'FileChange' })
export type FileChange = z.infer<typeof FileChange>

/** What differs between two versions; a page of the files, by name. */
export const DatasetDiff = z
  .object({
    from: z.string(),
    to: z.string(),
    added: z.number().int(),
    removed: z.number().int(),
    changed: z.number().int().describe('Same name, other bytes'),
    unchanged: z.number().int(),
    items: z.array(FileChange),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'DatasetDiff' })
export type DatasetDiff = z.infer<typeof DatasetDiff>
