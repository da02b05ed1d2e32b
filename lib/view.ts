import { z } from 'zod'
import { storable } from './storable'
import {
  aliasProblem,
  datasetAliasProblem,
  datumAliasProblem,
  fileNameProblem,
  modelSlugProblem,
  newFileNameProblem,
  slugProblem,
  versionNameProblem,
} from './uri'

/**
 * The pieces that every request and answer is made of: one set of zod schemas for parsing, for types,
 * for OpenAPI. Dates travel as ISO 8601 in UTC, digests in lower-case hexadecimal.
 */

const checked = (problem: (text: string) => string | null) =>
  z.string().superRefine((text, refinement) => {
    const message = problem(text)
    if (message) refinement.addIssue({ code: 'custom', message })
  })

export const Slug = checked(slugProblem).meta({
  description: 'Lower-case letters, digits, dots, underscores, dashes; at most 96.',
  pattern: '^[a-z0-9][a-z0-9._-]{0,95}$',
})
export const ModelSlug = checked(modelSlugProblem).meta({
  description: 'A slug that is no version word, and not `new`.',
  pattern: '^[a-z0-9][a-z0-9._-]{0,95}$',
})
export const AliasName = checked(aliasProblem).meta({
  description: 'Letters, digits, underscores, dashes, or a slug; no version word in any case.',
  pattern: '^[A-Za-z0-9._-]{1,255}$',
})
export const FileName = checked(fileNameProblem).meta({
  description: 'A relative path with forward slashes.',
})
/** Of a file that gets its name now. */
export const NewFileName = checked(newFileNameProblem).meta({
  description: 'A relative path with forward slashes.',
})
export const DatasetVersionName = checked(versionNameProblem).meta({
  description: '1 to 200 characters without a slash.',
})
export const DatasetAliasName = checked(datasetAliasProblem).meta({
  description: '1 to 200 characters without a slash; no version word.',
})
export const DatumAliasName = checked(datumAliasProblem).meta({
  description: 'Letters, digits, dots, underscores, dashes; at most 128.',
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$',
})
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'A SHA-256 is 64 lower-case hexadecimal digits.')
export const Instant = z.iso.datetime()
export const Note = z
  .string()
  .trim()
  .max(10_000, 'A note has at most 10000 characters.')
  .refine((text) => !text.includes('\0'), 'A note holds no NUL character.')
export const PlainText = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `At most ${max} characters.`)
    .refine((text) => !text.includes('\0'), 'No NUL characters.')
export const DisplayName = PlainText(200).min(1, 'Give it a name.')
export const Tag = z
  .string()
  .trim()
  .min(1, 'A tag has at least one character.')
  .max(64, 'A tag has at most 64 characters.')
  .regex(/^[^\s,]+$/, 'A tag holds no space or comma.')
export const mostTags = 50
export const Tags = z
  .array(Tag)
  .max(mostTags, `At most ${mostTags} tags.`)
  .transform((tags) => [...new Set(tags)])

/** A number as JSON can say it: NaN and the infinities travel as words. */
export const MetricValue = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])
export type MetricValue = z.infer<typeof MetricValue>

export const Key = z
  .string()
  .min(1, 'A key has at least one character.')
  .max(250, 'A key has at most 250 characters.')
  .refine((text) => !hasControl(text), 'A key holds no control character.')

/** Keys come by the thousand, so no array of their characters is made. */
function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 0x20) return true
  return false
}

export const Metrics = z.record(Key, MetricValue)

export const JsonValue: z.ZodType<Json> = z
  .lazy(() =>
    z.union([
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
      z.array(JsonValue),
      z.record(z.string(), JsonValue),
    ]),
  )
  .meta({ id: 'Json', description: 'Any JSON value.' })
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

const maxProperties = 100_000

/** What is said of a dataset, or of a version of one, by key. */
export const Properties = z
  .record(Key, JsonValue)
  .refine(
    (properties) => JSON.stringify(properties).length <= maxProperties,
    `Properties have at most ${maxProperties} characters together.`,
  )
  .refine(storable, 'The properties hold a NUL or a character that is no Unicode.')

export const Params = z.record(Key, JsonValue)

export const FileRef = z.object({ name: NewFileName, sha256: Sha256 }).meta({ id: 'FileRef' })

export const FileView = z
  .object({
    name: z.string(),
    size: z.number().int().describe('Bytes'),
    sha256: z.string(),
    url: z.string().describe('Where to download it, from the root of the hub'),
  })
  .meta({ id: 'File' })
export type FileView = z.infer<typeof FileView>

/** Its identity as `datum://`, and what its sidecar or whoever registered it said of it. */
export const fileFacts = {
  uri: z.string().describe('datum:// URI of the file'),
  properties: z.record(z.string(), JsonValue),
}

export const ActorView = z
  .object({ id: z.string().nullable(), kind: z.string(), name: z.string() })
  .meta({ id: 'Actor' })
export type ActorView = z.infer<typeof ActorView>

export const Warning = z.object({ code: z.string(), message: z.string() }).meta({ id: 'Warning' })
export type Warning = z.infer<typeof Warning>

/** One page of a list: items in a stable order, and where the next page begins. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })
export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/** The paging part of every list request. */
export const PageInput = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(500).optional(),
})

/** Which things a list holds: those in use, or those put away. */
export const ListedLife = z.enum(['live', 'archived']).default('live')

export const OrganizationRef = z.object({ org: Slug })

/** Whether the caller may do something, and if not why; the same words everywhere. */
export const Ability = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), reason: z.string() }),
])
export type Ability = z.infer<typeof Ability>
