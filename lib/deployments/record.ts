import { eq, sql } from 'drizzle-orm'
import { deploymentRevisions, deployments, deploymentVariants } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import type { Outcome } from '../command'
import type { Tx } from '../door'
import { addEdges } from '../lineage/edges'
import { versionUri } from '../uri'
import type { Json, Warning } from '../view'
import type { DeploymentTarget } from './find'
import { viewRevision } from './load'
import type { Pinned } from './pin'
import type { MadeRevision } from './view'

export interface Making {
  kind: (typeof deploymentRevisions.$inferSelect)['kind']
  /** What serves until now. */
  before: readonly Pinned[]
  /** What serves from now on, in the order in which it is dealt. */
  variants: readonly Pinned[]
  unapproved?: readonly string[]
  note?: string | undefined
  rolledBackTo?: number
  salt?: string
  /** False: it stops following with this. */
  follows?: boolean
  warnings?: Warning[]
}

/** Makes the next revision of a locked deployment, in force at once, and says so in one event. */
export async function makeRevision(
  tx: Tx,
  ctx: Ctx,
  target: DeploymentTarget,
  making: Making,
): Promise<Outcome<MadeRevision>> {
  const { deployment } = target
  const { organizationId } = deployment
  const { kind, variants, note = '', unapproved = [], rolledBackTo, warnings = [] } = making
  const id = ctx.newId()
  const eventId = ctx.newId()
  const at = ctx.now()
  const number = deployment.revision + 1
  const salt = making.salt ?? deployment.salt
  const follows = deployment.follows && making.follows !== false
  await tx.insert(deploymentRevisions).values({
    ...{ id, organizationId, deploymentId: deployment.id, number, kind, salt, note, eventId },
    rolledBackTo: rolledBackTo ?? null,
    target: deployment.target,
    unapproved: [...unapproved],
    madeBy: personBehind(ctx.actor),
    tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
    createdAt: at,
  })
  if (variants.length > 0)
    await tx.insert(deploymentVariants).values(
      variants.map(({ name, asked, modelId, versionId, digest, weight }, position) => ({
        ...{ revisionId: id, position, name, asked, modelId, versionId, digest, weight },
      })),
    )
  await tx
    .update(deployments)
    .set({
      revision: number,
      currentRevisionId: id,
      salt,
      follows,
      followProblem: null,
      updatedAt: at,
    })
    .where(eq(deployments.id, deployment.id))
  await serve(tx, deployment.id, variants, at)
  await addEdges(
    tx,
    ctx,
    organizationId,
    variants.map(({ versionId }) => ({
      from: { kind: 'version', id: versionId },
      to: { kind: 'deployment_revision', id },
      role: 'deployed',
    })),
  )
  const turned = deployment.follows !== follows
  const names = (ids: readonly string[]) =>
    variants.filter(({ versionId }) => ids.includes(versionId)).map(uriOf)
  return {
    result: {
      ...(await viewRevision(tx, ctx, organizationId, id)),
      follows,
      warnings: turned ? [...warnings, noLongerFollows(deployment.slug)] : warnings,
    },
    change: {
      before: {
        revision: deployment.revision,
        variants: told(making.before),
        ...(salt !== deployment.salt && { salt: deployment.salt }),
        ...(turned && { follows: true }),
      },
      after: {
        ...{ revision: number, kind, target: deployment.target, variants: told(variants), salt },
        ...(rolledBackTo !== undefined && { rolledBackTo }),
        ...(unapproved.length > 0 && { unapproved: names(unapproved) }),
        ...(turned && { follows: false }),
      },
      note,
      eventId,
      subject: { ...target.event, ...aboutModel([...making.before, ...variants]) },
    },
  }
}

/** What serves now is what the new revision says; what served already does so without a break. */
async function serve(
  tx: Tx,
  deploymentId: string,
  variants: readonly Pinned[],
  at: Date,
): Promise<void> {
  const rows = variants.map(({ versionId, modelId, weight }) => ({
    ...{ version_id: versionId, model_id: modelId, weight },
  }))
  await tx.execute(sql`
    with now as (select version_id, model_id, sum(weight)::int as weight
        from json_to_recordset(${JSON.stringify(rows)}::json)
          as w(version_id uuid, model_id uuid, weight int)
        group by version_id, model_id),
      gone as (delete from serving_versions where deployment_id = ${deploymentId}
        and version_id not in (select version_id from now))
    insert into serving_versions (deployment_id, version_id, model_id, weight, since)
    select ${deploymentId}, version_id, model_id, weight, ${at.toISOString()}::timestamptz from now
    on conflict (deployment_id, version_id) do update set weight = excluded.weight`)
}

const uriOf = ({ model, number }: Pick<Pinned, 'model' | 'number'>) => versionUri(model, number)

/** A split as an event tells it: enough to say later what served. */
function told(variants: readonly Pinned[]): Json {
  return variants.map((variant) => ({
    name: variant.name,
    uri: uriOf(variant),
    model: variant.model,
    version: variant.number,
    digest: `sha256:${variant.digest}`,
    weight: variant.weight,
    asked: variant.asked,
  }))
}

/**
 * The model that an event is about: one that only some may see, so that the others are told nothing of it;
 * else the only one there is.
 */
export function aboutModel(variants: readonly Pinned[]): { modelId?: string } {
  const ids = new Set(variants.map(({ modelId }) => modelId))
  const [only] = variants
  const modelId =
    variants.find(({ restricted }) => restricted)?.modelId ??
    (ids.size === 1 ? only?.modelId : undefined)
  return modelId ? { modelId } : {}
}

const noLongerFollows = (name: string): Warning => ({
  code: 'follows_no_more',
  message: `${name} follows no more: it would undo this at once. Turn it on again when it should.`,
})
