import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '../../actor'
import { forbidden, invalid, notFound } from '../../errors'
import { findOrganization } from '../../organizations/find'
import { query } from '../../query'
import { Instant, OrganizationRef } from '../../view'
import { exportLines } from './export'
import { headOf } from './head'
import { signerOf } from './key'
import { consistencyProof, inclusionProof } from './merkle'
import { verifierKey } from './note'
import { proofText } from './proof'
import { sealRound } from './seal'
import { treeOf } from './tree'
import { verifyLog } from './verify'

export const LogStatus = z
  .object({
    size: z.number().int().describe('Sealed events'),
    root: z.string().nullable().describe('Base64, as in the checkpoint'),
    sealedAt: Instant.nullable(),
    waiting: z.number().int().describe('Events that are not sealed yet'),
    head: z
      .string()
      .nullable()
      .describe('The first 16 digits of the root in hex, to compare by eye'),
  })
  .meta({ id: 'LogStatus' })
export type LogStatus = z.infer<typeof LogStatus>

const load = (_db: unknown, input: { org: string }, ctx: Ctx) => findOrganization(ctx, input.org)
const empty = () => notFound('Nothing has been sealed yet. Ask again in a second.')

/** How far the log of an organization is sealed. */
export const auditStatus = query({
  action: 'audit.read',
  input: OrganizationRef,
  load,
  async run({ db, subject }): Promise<LogStatus> {
    const { organizationId } = subject.organization
    const head = await headOf(db, organizationId)
    const { rows } = await db.execute<{ waiting: string }>(
      sql`select count(*) as waiting from audit_pending where log_id = ${organizationId}`,
    )
    return {
      size: head?.size ?? 0,
      root: head?.root.toString('base64') ?? null,
      sealedAt: head?.sealedAt.toISOString() ?? null,
      waiting: Number(rows[0]?.waiting ?? 0),
      head: head?.root.toString('hex').slice(0, 16) ?? null,
    }
  },
})

/** The newest signed checkpoint. */
export const auditCheckpoint = query({
  action: 'audit.read',
  input: OrganizationRef,
  load,
  async run({ db, subject }): Promise<string> {
    const head = await headOf(db, subject.organization.organizationId)
    if (!head) throw empty()
    return head.note
  },
})

/** The key that the checkpoints are signed with, as other programs read it. */
export const auditPublicKey = query({
  action: 'audit.read',
  input: OrganizationRef,
  load,
  async run({ db, subject }): Promise<string> {
    const head = await headOf(db, subject.organization.organizationId)
    if (!head) throw empty()
    return `${verifierKey(head.origin, await signerOf(head))}\n`
  },
})

const Place = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** The proof that an event is in the log, by its place or its id. */
export const auditProof = query({
  action: 'audit.read',
  input: OrganizationRef.extend({ index: Place.optional(), event: z.uuid().optional() }),
  load,
  async run({ db, subject, input }): Promise<string> {
    const { organizationId } = subject.organization
    if ((input.index === undefined) === (input.event === undefined))
      throw invalid('Name the event by index or by event, one of the two.')
    const head = await headOf(db, organizationId)
    const index = input.index ?? (await placeOf(input.event ?? ''))
    if (!head || index === null || index >= head.size)
      throw notFound('This event is not in the sealed log, or not yet. Ask again in a second.')
    const path = await inclusionProof(index, head.size, treeOf(db, organizationId))
    return proofText(index, path, head.note)

    async function placeOf(event: string): Promise<number | null> {
      const { rows } = await db.execute<{ index: string }>(sql`
        select index from audit_leaves where log_id = ${organizationId} and event_id = ${event}`)
      return rows[0] ? Number(rows[0].index) : null
    }
  },
})

export const Consistency = z
  .object({
    from: z.number().int(),
    to: z.number().int(),
    proof: z.array(z.string()).describe('Base64 hashes of RFC 6962, section 2.1.2'),
  })
  .meta({ id: 'Consistency' })
export type Consistency = z.infer<typeof Consistency>

/** The proof that the log of `from` events is the beginning of that of `to` events. */
export const auditConsistency = query({
  action: 'audit.read',
  input: OrganizationRef.extend({ from: Place, to: Place.optional() }),
  load,
  async run({ db, subject, input }): Promise<Consistency> {
    const { organizationId } = subject.organization
    const head = await headOf(db, organizationId)
    const { from, to = head?.size ?? 0 } = input
    if (from < 1 || from > to || to > (head?.size ?? 0))
      throw invalid(`from is at least 1 and at most to, and to at most ${head?.size ?? 0}.`)
    const proof = await consistencyProof(from, to, treeOf(db, organizationId))
    return { from, to, proof: proof.map((hash) => hash.toString('base64')) }
  },
})

const Day = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'Write a date such as 2026-03-01, or a time with its offset.',
  })
  .transform((text) => new Date(text))

/** The lines of an export, to be sent as they are read; the beginning is checked before the first. */
export const auditExport = query({
  action: 'audit.export',
  input: OrganizationRef.extend({
    from: Day.optional().describe('A date, at 00:00Z, or a time'),
    to: Day.optional().describe('Not included'),
  }),
  load,
  async run({ db, subject, input, ctx }) {
    requireWhole(ctx)
    const { from, to } = input
    if (from && to && from >= to) throw invalid('from lies before to.')
    await sealRound().catch(() => null)
    const head = await headOf(db, subject.organization.organizationId)
    if (!head) throw empty()
    return exportLines(db, head, { from, to })
  },
})

const ProblemView = z.object({
  kind: z.enum([
    'altered',
    'missing',
    'swapped',
    'inserted',
    'rewritten',
    'set-back',
    'unsigned',
    'unreadable',
  ]),
  index: z.number().int().nullable(),
  event: z.string().nullable(),
  action: z.string().nullable(),
  message: z.string(),
})

export const LogVerification = z
  .object({
    ok: z.boolean(),
    origin: z.string().describe('The name of the log'),
    size: z.number().int(),
    events: z.number().int().describe('How many were checked'),
    root: z.string(),
    head: z.string().describe('The first 16 digits of the root in hex'),
    publicKey: z.string(),
    published: z.number().int().nullable().describe('Events of the newest published checkpoint'),
    problems: z.array(ProblemView).describe('The first one first; empty where all is well'),
    notes: z.array(z.string()),
    checkedAt: Instant,
  })
  .meta({ id: 'LogVerification' })
export type LogVerification = z.infer<typeof LogVerification>

/** Checks the whole log, what stands beside its events, and what was published of it. */
export const verifyAudit = query({
  action: 'audit.export',
  input: OrganizationRef,
  load,
  async run({ subject, ctx }): Promise<LogVerification> {
    requireWhole(ctx)
    const found = await verifyLog(subject.organization.organizationId)
    if (!found) throw empty()
    const head = Buffer.from(found.root, 'base64').toString('hex').slice(0, 16)
    return { ...found, head, checkedAt: found.checkedAt.toISOString() }
  },
})

/** The events of all models are more than a token for some of them may read. */
function requireWhole({ actor }: Ctx): void {
  if (actor.kind === 'token' && actor.modelIds)
    throw forbidden('This token is limited to chosen models, and the log holds the events of all.')
}
