import { and, desc, eq, lt, ne, type SQL, sql } from 'drizzle-orm'
import { models, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { plural } from '../format'
import { gateContext } from '../gates/context'
import { evaluateGates } from '../gates/evaluate'
import { isInOneOf } from '../life/projects'
import { ModelRef, modelColumns, modelTarget } from '../models/find'
import { ProjectRef } from '../projects/find'
import { query } from '../query'
import { missing, ruleOf, tally } from '../versions/count'
import { type VersionTarget, versionTarget } from '../versions/find'
import { givenOn } from '../versions/given'
import { evidenceResults } from '../versions/required'
import { OrganizationRef } from '../view'
import { uuids, visibleModels } from '../visibility'
import { checkRules } from './check'
import { effectivePolicy, type PolicySource } from './effective'
import {
  modelPlace,
  organizationPlace,
  PlaceRef,
  type PolicyPlace,
  placeOf,
  projectPlace,
  sourcesAt,
} from './find'
import { PolicyRules, rulesIn } from './rules'
import { settable } from './set'
import type { TriedPolicy, TriedVersion } from './view'
import { warningsOf } from './warnings'

const howMany = 20
const longestMs = 10_000
const Trying = { rules: PolicyRules }

/** What the last versions of an organization would have got by other rules of its own. */
export const tryOrganizationPolicy = query({
  action: 'policy.read',
  input: OrganizationRef.extend(Trying),
  load: (db, input, ctx) => organizationPlace(db, ctx, input),
  run: ({ db, subject, input, ctx }) => attempt(db, ctx, subject, input.rules, sql`true`),
})

/** What the last versions of a project would have got by other rules of its own. */
export const tryProjectPolicy = query({
  action: 'policy.read',
  input: ProjectRef.extend(Trying),
  load: (db, input, ctx) => projectPlace(db, ctx, input),
  run: ({ db, subject, input, ctx }) => {
    const here = isInOneOf('model', sql`models.id`, uuids([subject.scopeId]))
    return attempt(db, ctx, subject, input.rules, here)
  },
})

/** What the last versions of a model would have got by other rules of its own. */
export const tryModelPolicy = query({
  action: 'policy.read',
  input: ModelRef.extend(Trying),
  load: (db, input, ctx) => modelPlace(db, ctx, input),
  run: ({ db, subject, input, ctx }) =>
    attempt(db, ctx, subject, input.rules, eq(models.id, subject.scopeId)),
})

/** Any of the three as a form has it, with what it understood. */
export const tryPolicy = query({
  action: 'policy.read',
  input: settable(PlaceRef.shape),
  load: (db, input, ctx) => placeOf(db, ctx, input),
  async run({ db, subject, input, ctx }) {
    const rules = rulesIn(input)
    const { scope, scopeId } = subject
    const which = {
      organization: sql`true`,
      project: isInOneOf('model', sql`models.id`, uuids([scopeId])),
      model: eq(models.id, scopeId),
    }[scope]
    return { ...(await attempt(db, ctx, subject, rules, which)), rules, note: input.note }
  },
})

async function attempt(
  db: ReadDb,
  ctx: Ctx,
  place: PolicyPlace,
  rules: PolicyRules,
  which: SQL,
): Promise<TriedPolicy> {
  await checkRules(db, place, rules)
  const instead = insteadOf(place, rules)
  const { organization } = place
  const rows = await db
    .select({ ...modelColumns, version: versions })
    .from(versions)
    .innerJoin(models, eq(models.id, versions.modelId))
    .where(
      and(
        eq(versions.organizationId, organization.organizationId),
        ne(versions.life, 'deleted'),
        ne(models.life, 'deleted'),
        visibleModels(ctx, organization.organizationId),
        which,
      ),
    )
    .orderBy(desc(versions.createdAt), desc(versions.number), desc(versions.id))
    .limit(howMany)
  const items: TriedVersion[] = []
  const until = performance.now() + longestMs
  for (const { version, ...found } of rows) {
    const of = modelTarget(organization, { ...found, policies: instead(found.policies) })
    // Gates that each take their time may take too long together: the newest were tried.
    if (performance.now() > until) break
    items.push(await outcomeOf(db, ctx, versionTarget(of, version)))
  }
  const policy = effectivePolicy(instead(await sourcesAt(db, place)), organization.fourEyes)
  return { items, warnings: await warningsOf(db, place, policy) }
}

/** The same policies with other rules in one place. */
function insteadOf({ scope, scopeId, slug }: PolicyPlace, rules: PolicyRules) {
  return (sources: PolicySource[]): PolicySource[] => {
    const revision = (sources.find((one) => one.scopeId === scopeId)?.revision ?? 0) + 1
    const others = sources.filter((one) => one.scopeId !== scopeId)
    return [...others, { scope, scopeId, name: slug, revision, rules }]
  }
}

/** Judged as a decision on it would have been: against the approved version before it. */
async function outcomeOf(db: ReadDb, ctx: Ctx, target: VersionTarget): Promise<TriedVersion> {
  const { version, model, of } = target
  const { gates: asked, evidence: required } = of.policy
  const rule = ruleOf(of.policy)
  const [base] = await db
    .select({ id: versions.id, number: versions.number })
    .from(versions)
    .where(
      and(
        eq(versions.modelId, model.id),
        eq(versions.state, 'approved'),
        ne(versions.life, 'deleted'),
        lt(versions.number, version.number),
      ),
    )
    .orderBy(desc(versions.number))
    .limit(1)
  const now = ctx.now()
  const context = await gateContext(db, target, { now, base: base?.id ?? null })
  const gates = await evaluateGates(
    asked.map(({ value }) => value),
    context,
  )
  const evidence = await evidenceResults(
    db,
    target,
    required.map(({ value }) => value),
  )
  const count = tally(rule, await givenOn(db, version.id), now)
  const { needed, given, met } = count
  const gate = gates.find(({ result }) => result !== 'pass')
  const item = evidence.find(({ ok }) => !ok)
  const blocked = gate ? `Gate ${gate.name}: ${gate.message}` : item?.message
  return {
    uri: target.event.uri,
    model: model.slug,
    version: version.number,
    state: version.state,
    would: blocked ? 'blocked' : met ? 'approved' : 'waits',
    message:
      blocked ?? missing(rule, count) ?? `${plural(given, 'approval')}, and nothing is missing.`,
    base: base?.number ?? null,
    gates,
    evidence,
    approvals: { needed, given },
  }
}
