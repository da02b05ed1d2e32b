import { z } from 'zod'
import type { Subject } from '../access'
import type { Ctx, Membership } from '../actor'
import { decide, type ReadDb } from '../door'
import { invalid } from '../errors'
import { findOrganization } from '../organizations/find'
import { read } from '../resolve/inputs'
import { lookUpVersions, type VersionReference } from '../resolve/versions'
import { blaming, type Place, type Wanted } from '../resolve/wanted'
import { listed } from '../uri-list'
import { mostCompared } from '../versions/at-once'
import type { VersionTarget } from '../versions/find'
import { OrganizationRef } from '../view'

const uri = z.string().trim().min(1).max(4096)

/** Lists of URIs with commas between them, once or several times. */
const Uris = z
  .union([z.string(), z.array(z.string())], 'Name the versions: v=model://a/v1,model://a/v2.')
  .transform(listed)
  .pipe(
    z.array(uri).max(mostCompared * 4, `At most ${mostCompared} versions are compared at once.`),
  )

export const CompareRef = OrganizationRef.extend({
  v: Uris.describe(`URIs of 2 to ${mostCompared} versions, with commas between them`),
  base: uri.optional().describe('The one of them that the others are set against; the first'),
})
export type CompareRef = z.output<typeof CompareRef>

export interface CompareTarget {
  organization: Membership
  /** Each once, in the order in which they were named. */
  targets: VersionTarget[]
  base: VersionTarget
  access: Subject
}

/**
 * What the URIs of a comparison mean now, in a constant number of queries. Throws `invalid` for fewer than
 * two versions, too many, and a base that is not among them; not found, naming the URI, for what is not there.
 */
export async function findCompared(
  db: ReadDb,
  ctx: Ctx,
  { org, v, base }: CompareRef,
): Promise<CompareTarget> {
  const { organization } = findOrganization(ctx, org)
  const asked = [
    ...v.map((text) => ({ text, field: 'v' })),
    ...(base ? [{ text: base, field: 'base' }] : []),
  ]
  const wanted = asked.map(({ text, field }) =>
    versionOf(organization, text, { field, called: text }),
  )
  const found = await lookUpVersions(db, ctx, organization, wanted)
  const named = found.slice(0, v.length)
  for (const { access } of named) decide(ctx, 'version.read', access)
  const targets = [...new Map(named.map((target) => [target.version.id, target])).values()]
  const [first] = targets
  if (!first || targets.length < 2)
    throw wrong('v', 'Name at least two versions, each of them another.')
  if (targets.length > mostCompared)
    throw wrong(
      'v',
      `These are ${targets.length} versions. At most ${mostCompared} are compared at once.`,
    )
  const chosen = base ? found.at(-1) : first
  const against = targets.find(({ version }) => version.id === chosen?.version.id)
  if (!against) throw wrong('base', `${base} is not one of the versions that are compared.`)
  return { organization, targets, base: against, access: first.access }
}

function versionOf(organization: Membership, text: string, place: Place): Wanted<VersionReference> {
  const { uri } = read(organization, text, place)
  if (uri.kind !== 'model' || uri.file !== null)
    throw blaming(place, invalid('Name a version: model://name/v3. Only versions are compared.'))
  return { uri, input: place }
}

const wrong = (field: string, message: string) =>
  invalid(`${field}: ${message}`, { fields: { [field]: message } })
