import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { policies, policyRevisions } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { canonical } from '../audit/event'
import { command, type Outcome } from '../command'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { ModelRef } from '../models/find'
import { ProjectRef } from '../projects/find'
import { storable } from '../storable'
import { type Json, Note, OrganizationRef } from '../view'
import { checkRules } from './check'
import {
  modelPlace,
  organizationPlace,
  PlaceRef,
  type PolicyPlace,
  placeOf,
  projectPlace,
} from './find'
import { viewPolicy } from './read'
import { type PolicyRules, policyRules, rulesIn } from './rules'
import type { SetPolicy } from './view'

const Setting = {
  ...policyRules,
  note: Note.default('').describe('Why'),
  expected: z
    .int()
    .min(0)
    .optional()
    .describe('The revision that is replaced, 0 for none; another one is a conflict'),
}
export const settable = <T extends z.ZodRawShape>(ref: T) =>
  z
    .strictObject({ ...ref, ...Setting })
    .refine(storable, 'The rules hold a NUL or a character that is no Unicode.')

/** Sets what holds in an organization; a rule that is left out is the shipped one. */
export const setOrganizationPolicy = command({
  action: 'policy.set',
  input: settable(OrganizationRef.shape),
  load: (tx, input, ctx) => organizationPlace(tx, ctx, input, { lock: true }),
  run: ({ tx, subject, input, ctx }) => set(tx, ctx, subject, input),
})

/** Sets what holds for the models of a project; a rule that is left out is the organization's. */
export const setProjectPolicy = command({
  action: 'policy.set',
  input: settable(ProjectRef.shape),
  load: (tx, input, ctx) => projectPlace(tx, ctx, input, { lock: true }),
  run: ({ tx, subject, input, ctx }) => set(tx, ctx, subject, input),
})

/** Sets what holds for a model; a rule that is left out is that of its projects and organization. */
export const setModelPolicy = command({
  action: 'policy.set',
  input: settable(ModelRef.shape),
  load: (tx, input, ctx) => modelPlace(tx, ctx, input, { lock: true }),
  run: ({ tx, subject, input, ctx }) => set(tx, ctx, subject, input),
})

/** Any of the three, by what is named: for pages, which are one for all. */
export const setPolicy = command({
  action: 'policy.set',
  input: settable(PlaceRef.shape),
  load: (tx, input, ctx) => placeOf(tx, ctx, input, { lock: true }),
  run: ({ tx, subject, input, ctx }) => set(tx, ctx, subject, input),
})

type SettingInput = PolicyRules & { note: string; expected?: number | undefined }

async function set(
  tx: Tx,
  ctx: Ctx,
  place: PolicyPlace,
  input: SettingInput,
): Promise<Outcome<SetPolicy>> {
  const rules = rulesIn(input)
  await checkRules(tx, place, rules, { lock: true })
  const [now] = await tx.select().from(policies).where(eq(policies.scopeId, place.scopeId))
  const revision = now?.revision ?? 0
  if (input.expected !== undefined && input.expected !== revision)
    throw conflict(
      revision === 0
        ? `The policy of ${place.slug} has no revision yet. Look again, and then set it.`
        : `The policy of ${place.slug} is at revision ${revision} by now. Look at it, and then set yours.`,
      { details: { current: revision } },
    )
  const before = now ? { revision, rules: now.rules } : null
  const text = canonical(rules)
  const digest = createHash('sha256').update(text).digest('hex')
  const unchanged = now !== undefined && canonical(now.rules) === text
  if (!unchanged) await write(tx, ctx, place, { number: revision + 1, rules, digest, ...input })
  return {
    result: { ...(await viewPolicy(tx, place)), unchanged },
    change: {
      before,
      after: { revision: unchanged ? revision : revision + 1, rules: asJson(rules), digest },
      note: input.note,
    },
  }
}

interface Draft {
  number: number
  rules: PolicyRules
  digest: string
  note: string
}

async function write(
  tx: Tx,
  ctx: Ctx,
  { scope, scopeId, access: { organizationId } }: PolicyPlace,
  { number, digest, note, rules: asked }: Draft,
): Promise<void> {
  const rules = asJson(asked)
  await tx
    .insert(policies)
    .values({ scopeId, organizationId, scopeKind: scope, revision: number, rules })
    .onConflictDoUpdate({ target: policies.scopeId, set: { revision: number, rules } })
  await tx.insert(policyRevisions).values({
    scopeId,
    number,
    organizationId,
    rules,
    digest,
    note,
    setBy: personBehind(ctx.actor),
    tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
    createdAt: ctx.now(),
  })
}

/** Rules hold nothing but what JSON has. */
const asJson = (rules: PolicyRules) => JSON.parse(JSON.stringify(rules)) as { [key: string]: Json }
