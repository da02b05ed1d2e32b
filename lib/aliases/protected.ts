import { and, eq, inArray, isNull, type SQL } from 'drizzle-orm'
import { aliases, teams } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb, Tx } from '../door'
import { conflict, forbidden } from '../errors'
import type { ModelTarget } from '../models/find'
import { mayMove, protectionsOf } from '../policies/aliases'
import { effectivePolicy } from '../policies/effective'
import { lockedSources } from '../policies/find'
import type { ProtectedAlias } from '../policies/rules'
import { isFlawed } from '../policies/standing'
import { either } from '../versions/count'
import type { VersionRow } from '../versions/find'

/**
 * Throws unless the policy lets the caller point an alias at a version: a protected one leads to approved
 * versions alone, and where teams are named only their members move it. The model is locked.
 */
export async function requireMovable(
  tx: Tx,
  ctx: Ctx,
  of: ModelTarget,
  name: string,
  version: VersionRow | null,
): Promise<void> {
  const policy = effectivePolicy(await lockedSources(tx, of), of.organization.fourEyes)
  const protections = protectionsOf(policy, name)
  if (protections.length === 0) return
  await requireTeam(tx, ctx, of, name, protections)
  if (!version) return
  const problem =
    version.state !== 'approved'
      ? `is ${version.state}`
      : (await isFlawed(tx, ctx, version.id, ['stale', 'expired']))
        ? 'is to be reviewed again: its approval no longer holds'
        : null
  if (problem)
    throw conflict(
      `${name} is protected: it leads to approved versions only, and v${version.number} ${problem}.`,
      {
        code: 'alias_protected',
        recorded: true,
        fields: { version: `v${version.number} ${problem}.` },
        details: { state: version.state },
      },
    )
}

/** Throws forbidden where one of some aliases of a model is protected, and not the caller's to take away. */
export async function requireUnprotected(
  tx: Tx,
  ctx: Ctx,
  of: ModelTarget,
  which: SQL,
): Promise<void> {
  const policy = effectivePolicy(await lockedSources(tx, of), of.organization.fourEyes)
  if (policy.protectedAliases.length === 0) return
  const names = policy.protectedAliases.map(({ value }) => value.name)
  const leading = await tx
    .select({ name: aliases.name })
    .from(aliases)
    .where(and(which, inArray(aliases.name, names)))
    .orderBy(aliases.name)
  for (const { name } of leading) await requireTeam(tx, ctx, of, name, protectionsOf(policy, name))
}

async function requireTeam(
  tx: Tx,
  ctx: Ctx,
  of: ModelTarget,
  name: string,
  protections: readonly ProtectedAlias[],
): Promise<void> {
  if (mayMove(protections, [])) return
  const refusal = teamRefusal(ctx, name, protections, await ownTeams(tx, of))
  if (refusal) throw forbidden(refusal)
}

/** The slugs of the teams that the caller is in. */
export async function ownTeams(db: ReadDb, { organization, model }: ModelTarget) {
  const ids = organization.teams ?? []
  if (ids.length === 0) return []
  const own = await db
    .select({ slug: teams.slug })
    .from(teams)
    .where(
      and(
        eq(teams.organizationId, model.organizationId),
        isNull(teams.removedAt),
        inArray(teams.id, ids),
      ),
    )
  return own.map(({ slug }) => slug)
}

/** Why the caller, who is in these teams, may not move an alias that is protected so; null where they may. */
export function teamRefusal(
  ctx: Ctx,
  name: string,
  protections: readonly ProtectedAlias[],
  slugs: readonly string[],
): string | null {
  if (ctx.actor.kind === 'system' || mayMove(protections, slugs)) return null
  const wanted = protections.find((one) => !mayMove([one], slugs))?.teams ?? []
  return `${name} is protected: only maintainers in ${either(wanted)} move or remove it.`
}
