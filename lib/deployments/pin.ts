import { sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { conflict, invalid } from '../errors'
import { requireLive } from '../life/state'
import { type Exclusion, excludedBy, flawsOf, nowOf } from '../policies/standing'
import { read } from '../resolve/inputs'
import { lookUpVersions, type VersionReference } from '../resolve/versions'
import { blaming, each, type Wanted } from '../resolve/wanted'
import { formatUri, versionUri } from '../uri'
import type { VersionTarget } from '../versions/find'
import type { Warning } from '../view'
import { uuids } from '../visibility'
import type { DeploymentTarget } from './find'
import { type AskedVariant, namesOf, sameName } from './split'

/** A variant as it is kept: a version with its digest, whatever it was asked by. */
export interface Pinned {
  name: string
  asked: string
  model: string
  modelId: string
  /** Only those with a role on the model see it. */
  restricted: boolean
  number: number
  versionId: string
  digest: string
  weight: number
}

export interface Pins {
  variants: Pinned[]
  /** The ids of versions that are not approved, which a policy lets. */
  unapproved: string[]
  warnings: Warning[]
}

/** The same where every version is to stand in it once, as people ask for it. */
export async function pinSplit(
  db: ReadDb,
  ctx: Ctx,
  deployment: DeploymentTarget,
  asked: readonly AskedVariant[],
): Promise<Pins> {
  const pins = await pinVariants(db, ctx, deployment, asked)
  refuseTwice(pins.variants)
  const names = pins.variants.map(({ name }) => name)
  const again = names.find((name, at) => names.indexOf(name) < at)
  if (again !== undefined)
    throw invalid(`variants: ${sameName(again)}`, { fields: { variants: sameName(again) } })
  return pins
}

/**
 * What a split that is asked for means now, in the order of asking. Throws for the first variant that means
 * nothing, or that may not serve here, naming it.
 */
export async function pinVariants(
  db: ReadDb,
  ctx: Ctx,
  deployment: DeploymentTarget,
  asked: readonly AskedVariant[],
): Promise<Pins> {
  const { wanted, targets } = await lookUp(db, ctx, deployment, asked)
  const { unapproved, warnings } = await requireServable(
    db,
    ctx,
    deployment,
    targets.map((target, at) => ({ uri: target, input: wanted[at]?.input ?? null })),
  )
  const names = namesOf(
    targets.map(({ model, version }, at) => ({
      name: asked[at]?.name,
      model: model.slug,
      number: version.number,
    })),
  )
  const variants = targets.map(({ model, version }, at): Pinned => {
    const uri = wanted[at]?.uri
    if (!uri) throw new Error('A variant was not looked up.')
    return {
      name: names[at] ?? '',
      // By its own name, which renaming the model does not change the meaning of.
      asked: formatUri({ ...uri, organization: null, model: model.slug }),
      model: model.slug,
      modelId: model.id,
      restricted: model.accessMode === 'restricted',
      number: version.number,
      versionId: version.id,
      digest: version.manifestDigest,
      weight: asked[at]?.weight ?? 0,
    }
  })
  return { variants, unapproved, warnings }
}

/** The ids of the versions that some URIs mean now, fit to serve or not. Throws for one that means nothing. */
export async function meaningOf(
  db: ReadDb,
  ctx: Ctx,
  deployment: DeploymentTarget,
  asked: readonly AskedVariant[],
): Promise<string[]> {
  const { targets } = await lookUp(db, ctx, deployment, asked)
  return targets.map(({ version }) => version.id)
}

async function lookUp(
  db: ReadDb,
  ctx: Ctx,
  deployment: DeploymentTarget,
  asked: readonly AskedVariant[],
) {
  const wanted = asked.map((variant, at) => wantedOf(deployment, variant, at))
  return { wanted, targets: await lookUpVersions(db, ctx, deployment.organization, wanted) }
}

function wantedOf(
  { organization }: DeploymentTarget,
  { name, model }: AskedVariant,
  at: number,
): Wanted<VersionReference> {
  const input = { field: `variants.${at}.model`, called: `Variant ${name ?? at + 1}` }
  const { uri } = read(organization, model, input)
  const problem =
    uri.kind !== 'model'
      ? 'A variant is a version of a model: model://churn/v6.'
      : uri.file !== null
        ? 'A variant is a whole version. Leave out the file.'
        : uri.at !== null
          ? 'A variant is what it means now. Leave out ?at=.'
          : null
  if (problem || uri.kind !== 'model') throw blaming(input, invalid(problem ?? ''))
  return { uri, input }
}

function refuseTwice(variants: readonly Pinned[]): void {
  const ids = variants.map(({ versionId }) => versionId)
  const again = variants.find(({ versionId }, at) => ids.indexOf(versionId) < at)
  if (!again) return
  const message = `v${again.number} of ${again.model} stands in it twice. Give it one weight.`
  throw invalid(`variants: ${message}`, { fields: { variants: message } })
}

const flawWords: Record<Exclusion, string> = {
  stale: 'has changed since it was approved',
  expired: 'was approved for a time that is over',
  recalled: 'is recalled',
}

/**
 * Throws conflict for a version that may not serve: out of use, rejected, kept out by its policy, or not
 * approved where the policy does not let that for the target of the deployment.
 */
async function requireServable(
  db: ReadDb,
  ctx: Ctx,
  { deployment: { target: label } }: DeploymentTarget,
  targets: Wanted<VersionTarget>[],
): Promise<Omit<Pins, 'variants'>> {
  const flaws = await flawsById(
    db,
    ctx,
    targets.map(({ uri }) => uri.version.id),
  )
  const warnings: Warning[] = []
  const unapproved: string[] = []
  await each(targets, ({ model, version, of }) => {
    const called = `v${version.number} of ${model.slug}`
    requireLive(model.slug, model)
    requireLive(called, version)
    if (version.state !== 'approved') {
      const lets = of.policy.deployUnapproved.value.includes(label)
      if (version.state === 'rejected' || !lets) throw notApproved(called, version.state, label)
      unapproved.push(version.id)
      warnings.push({
        code: 'unapproved',
        message: `${called} is not approved. Its policy lets it serve ${label} all the same.`,
      })
      return
    }
    const excluded = excludedBy(of.policy)
    for (const flaw of flaws.get(version.id) ?? []) {
      if (excluded.includes(flaw))
        throw conflict(
          `${called} ${flawWords[flaw]}, and its policy keeps such versions out of use. Choose another, or mend that first.`,
          { code: 'excluded', details: { uri: versionUri(model.slug, version.number), why: flaw } },
        )
      warnings.push({ code: flaw, message: `${called} ${flawWords[flaw]}.` })
    }
  })
  return { unapproved, warnings }
}

function notApproved(called: string, state: 'pending' | 'rejected', label: string) {
  const way =
    state === 'rejected'
      ? 'A rejected version is never deployed. Choose another.'
      : `Approve it first, or let its policy deploy unapproved versions to ${label}.`
  return conflict(`${called} is ${state}, and only approved versions serve. ${way}`, {
    code: 'not_approved',
    details: { state },
  })
}

async function flawsById(
  db: ReadDb,
  ctx: Ctx,
  ids: readonly string[],
): Promise<Map<string, Exclusion[]>> {
  const { rows } = await db.execute<{ id: string; flaws: Exclusion[] }>(sql`
    select v.id, ${flawsOf(nowOf(ctx))} as flaws from versions v where v.id = any(${uuids(ids)})`)
  return new Map(rows.map(({ id, flaws }) => [id, flaws]))
}
