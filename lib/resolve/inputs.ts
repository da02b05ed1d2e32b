import type { Ctx, Membership } from '../actor'
import { type DatasetVersionTarget, datasetVersionUri } from '../datasets/find'
import { decide, type ReadDb } from '../door'
import { invalid, notFound } from '../errors'
import type { FoundFile } from '../files/find'
import { requireUsable } from '../policies/usable'
import { datumUri, formatUri, versionUri } from '../uri'
import type { VersionTarget } from '../versions/find'
import { type DatasetReference, lookUpDatasetVersions } from './datasets'
import { type AliasScope, lookUpFiles } from './files'
import { type Reference, readReference } from './reference'
import { lookUpVersions, type Meant, type VersionReference } from './versions'
import { blaming, each, type Wanted } from './wanted'

/** What a reference means from now on. */
export interface Pin {
  kind: 'version' | 'dataset_version' | 'file' | 'external'
  /** A URI that keeps its meaning: a version with its digest, a file by its id. */
  resolved: string
  /** SHA-256 (hex) of the manifest or the file; null for what lies outside. */
  digest: string | null
  versionId: string | null
  datasetVersionId: string | null
  outputId: string | null
  /** A file that no run made, or none that is there. */
  datumId: string | null
}

/** An input as it is recorded. In outside addresses passwords and signatures are hidden. */
export type PinnedInput = Pin & { name: string; uri: string }

/**
 * Resolves the inputs of a run, in a constant number of queries, with the versions among them, each
 * once. Throws `invalid` for what is no URI, not found (also `nothing_approved`) for what means
 * nothing, each naming the input; forbidden for what the caller may not use. Aliases of files are those
 * of `project`.
 */
export async function resolveInputs(
  db: ReadDb,
  ctx: Ctx,
  organization: Membership,
  asked: { name: string; uri: string }[],
  project: AliasScope,
): Promise<{ inputs: PinnedInput[]; versions: VersionTarget[] }> {
  const wanted = asked.map(({ name, uri }, index) =>
    read(organization, uri, { field: `inputs.${index}.uri`, called: `Input ${name}` }),
  )
  const models = only(wanted, 'model')
  const datasets = only(wanted, 'dataset')
  const datums = only(wanted, 'datum')
  const versions = await lookUpVersions(db, ctx, organization, models)
  const datasetVersions = await lookUpDatasetVersions(db, organization, datasets)
  const files = await lookUpFiles(db, ctx, organization, datums, project)
  await each(models, (_, index) => requireFiles(versions[index]))
  for (const { access } of versions) decide(ctx, 'version.use', access)
  await requireUsable(db, ctx, versions)
  for (const { access } of datasetVersions) decide(ctx, 'dataset.read', access)
  for (const { access } of files) decide(ctx, 'blob.read', access)
  const pins = new Map<Reference, Pin>([
    ...paired(models, versions, pinVersion),
    ...paired(datasets, datasetVersions, pinDatasetVersion),
    ...paired(datums, files, (_, file) => pinFile(file)),
  ])
  const inputs = wanted.map(({ uri }, index) => ({
    name: asked[index]?.name ?? '',
    uri: uri.kind === 'external' ? uri.address : (asked[index]?.uri ?? ''),
    ...(pins.get(uri) ?? pinExternal(uri)),
  }))
  const once = new Map(versions.map((target) => [target.version.id, target]))
  return { inputs, versions: [...once.values()] }
}

/** Throws not found for a version that was there at the time, and whose files are gone since. */
function requireFiles(target: Meant | undefined): void {
  if (!target?.past?.gone) return
  const { model, version } = target
  throw notFound(
    `It was ${versionUri(model.slug, version.number)}@sha256:${version.manifestDigest} then. It was deleted since, and its files are gone.`,
  )
}

/** Reads one reference of an organization. Throws `invalid`, or not found for another organization. */
export function read(
  organization: Membership,
  text: string,
  input: Wanted<Reference>['input'],
): Wanted<Reference> {
  const result = readReference(text)
  if (!result.ok) throw blaming(input, invalid(result.message))
  const { reference } = result
  const owner = 'organization' in reference ? reference.organization : null
  if (owner !== null && owner !== organization.slug)
    throw blaming(
      input,
      notFound(`There is nothing of ${owner} here. This is ${organization.slug}.`),
    )
  return { uri: reference, input }
}

export function pinVersion(uri: VersionReference, { model, version }: VersionTarget): Pin {
  const { number, manifestDigest } = version
  const pinned = { ...uri, organization: null, model: model.slug, digest: manifestDigest, at: null }
  return {
    ...nothing,
    kind: 'version',
    resolved: formatUri({ ...pinned, version: { kind: 'number', number } }),
    digest: manifestDigest,
    versionId: version.id,
  }
}

function pinDatasetVersion(
  { files }: DatasetReference,
  { dataset, version }: DatasetVersionTarget,
): Pin {
  const resolved = datasetVersionUri(dataset.slug, version.name, files)
  const digest = version.manifestDigest
  return { ...nothing, kind: 'dataset_version', resolved, digest, datasetVersionId: version.id }
}

function pinFile({ id, sha256, made }: FoundFile): Pin {
  const pin = { ...nothing, kind: 'file' as const, resolved: datumUri(id), digest: sha256 }
  return made ? { ...pin, outputId: id } : { ...pin, datumId: id }
}

function pinExternal(uri: Reference): Pin {
  const resolved = uri.kind === 'external' ? uri.address : ''
  return { ...nothing, kind: 'external', resolved, digest: null }
}

const nothing = { versionId: null, datasetVersionId: null, outputId: null, datumId: null }

function only<K extends Reference['kind']>(wanted: Wanted<Reference>[], kind: K) {
  type Chosen = Wanted<Extract<Reference, { kind: K }>>
  return wanted.filter((one): one is Chosen => one.uri.kind === kind)
}

function paired<U extends Reference, A>(
  wanted: Wanted<U>[],
  answers: A[],
  pin: (uri: U, answer: A) => Pin,
): [Reference, Pin][] {
  return answers.flatMap((answer, index): [Reference, Pin][] => {
    const uri = wanted[index]?.uri
    return uri ? [[uri, pin(uri, answer)]] : []
  })
}
