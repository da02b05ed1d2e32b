import { z } from 'zod'
import type { Ctx } from '../actor'
import { pointDatasetAlias } from '../aliases/datasets'
import { type Also, command } from '../command'
import { decide, type Tx } from '../door'
import { invalid } from '../errors'
import { requireBlobs } from '../files/readable'
import { findProject } from '../projects/find'
import { lookUpFiles } from '../resolve/files'
import { type DatumUri, parseUri } from '../uri'
import {
  DatasetAliasName,
  DatasetVersionName,
  NewFileName,
  PlainText,
  Properties,
  Sha256,
  Slug,
  Tags,
} from '../view'
import { DatasetRef, type DatasetTarget, findDataset } from './find'
import { type DatasetFileDraft, insertDatasetVersion } from './insert'
import { viewDatasetVersions } from './load'
import { findVersionBeside, takeFrom } from './previous'

const NewFile = z
  .object({
    name: NewFileName.optional().describe('Needed beside sha256; a datum:// has its own'),
    sha256: Sha256.optional().describe('Of bytes already uploaded, or held by what you may read'),
    datum: z.string().max(200).optional().describe('datum:// URI: the same file, with its id'),
    properties: Properties.optional(),
  })
  .meta({ id: 'NewDatasetFile' })

const NewDatasetVersion = z.object({
  version: DatasetVersionName,
  files: z.array(NewFile).max(100_000).default([]),
  from: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('A version whose files it begins with: its name, or a dataset:// URI'),
  exclude: z
    .array(z.string().min(1).max(1024))
    .max(10_000)
    .default([])
    .describe('Names, and patterns with *, that are not taken from there'),
  description: PlainText(100_000).default(''),
  tags: Tags.default([]),
  properties: Properties.default({}),
  aliases: z.array(DatasetAliasName).max(50).default([]).describe('To be pointed at it'),
  project: Slug.optional().describe('Whose aliases of files datum:// may name'),
})
type NewDatasetVersion = z.output<typeof NewDatasetVersion>

/** Makes a version of a dataset from files that are there; it never changes afterwards. */
export const registerDatasetVersion = command({
  action: 'dataset_version.register',
  input: DatasetRef.extend(NewDatasetVersion.shape),
  load: (tx, input, ctx) => findDataset(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { from, exclude, description, tags, properties } = input
    if (from === undefined && exclude.length > 0)
      throw invalid('exclude: Say which version it begins with: from.')
    const previous =
      from === undefined
        ? null
        : await takeFrom(tx, ctx, await findVersionBeside(tx, ctx, input, { from }), exclude)
    const { version, change } = await insertDatasetVersion(tx, ctx, subject, {
      name: input.version,
      files: await filesOf(tx, ctx, subject, input),
      previous,
      description,
      tags,
      properties,
      runId: null,
    })
    const also: Also[] = []
    for (const alias of new Set(input.aliases)) {
      decide(ctx, 'dataset_alias.move', subject.access)
      also.push(await pointDatasetAlias(tx, ctx, subject, alias, version))
    }
    const [result] = await viewDatasetVersions(tx, subject, [version.id])
    if (!result) throw new Error('The dataset version just made was not found.')
    return { result, change, also }
  },
})

/** The files that were named, by the digest of their bytes or as the files that they are. */
async function filesOf(
  tx: Tx,
  ctx: Ctx,
  { organization }: DatasetTarget,
  { files, project: slug }: NewDatasetVersion,
): Promise<DatasetFileDraft[]> {
  const { organizationId, slug: org } = organization
  const asked = files.map(readFile)
  const digests = asked.flatMap((file) => ('sha256' in file ? file.sha256 : []))
  const sizes = await requireBlobs(tx, ctx, organizationId, digests)
  const wanted = asked.flatMap((file) => ('uri' in file ? [{ uri: file.uri, input: null }] : []))
  const scope = slug === undefined ? null : await findProject(tx, ctx, { org, project: slug })
  const found = await lookUpFiles(tx, ctx, organization, wanted, scope?.project ?? null)
  let next = 0
  return asked.map((file) => {
    if ('sha256' in file) return { ...file, size: sizes.get(file.sha256) ?? 0 }
    const held = found[next++]
    if (!held) throw new Error('A file was not looked up.')
    const { id: datum, size, sha256 } = held
    const { name = held.name, properties = held.properties } = file
    return { name, size, sha256, datum, properties }
  })
}

type Asked = { properties: DatasetFileDraft['properties'] } & (
  | { name: string; sha256: string }
  | { name: string | undefined; uri: DatumUri }
)

function readFile(
  { name, sha256, datum, properties }: z.output<typeof NewFile>,
  at: number,
): Asked {
  if (sha256 !== undefined && datum === undefined && name !== undefined)
    return { name, sha256, properties }
  if (datum === undefined || sha256 !== undefined)
    throw invalid(`files.${at}: Give a name and a sha256, or a datum:// URI.`)
  const parsed = parseUri(datum)
  if (!parsed.ok || parsed.uri.kind !== 'datum')
    throw invalid(`files.${at}.datum: Write datum://<id>.`)
  return { name, uri: parsed.uri, properties }
}
