import { createWriteStream, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import type { Pool } from 'pg'
import { z } from 'zod'
import { database, openDatabase, setDatabase } from '@/db/client'
import { models } from '@/db/schema/tables'
import type { Ctx } from '@/lib/actor'
import { writeEvent } from '@/lib/audit/event'
import { auditExport } from '@/lib/audit/log/queries'
import { sealRound } from '@/lib/audit/log/seal'
import { startSequencer } from '@/lib/audit/log/sequencer'
import { verifyFile } from '@/lib/audit/verifier/verify-audit.mjs'
import { type CommandSpec, command } from '@/lib/command'
import { type Step, write } from '@/lib/door'
import { createModel } from '@/lib/models/create'
import { findModel, ModelRef, type ModelTarget } from '@/lib/models/find'
import { inTurn } from './measure'
import { callerOn, type Stage } from './stage'

export interface AuditFigures {
  clients: number
  /** Writes per second of each round, with their events and without. */
  audited: number[]
  unaudited: number[]
  /** Events per second that were asked for, and how many came. */
  rate: number
  sealed: number
  /** Seconds from an event to its place in the log, seen from outside: half of them, 99 of 100, the last. */
  delay: { median: number; p99: number; max: number }
  /** Events of the long log, and how fast it was sealed, exported and verified: events per second. */
  events: number
  sealing: number
  exporting: number
  verifying: number[]
  /** Bytes of the export. */
  bytes: number
}

export interface AuditPlan {
  rounds: number
  /** Milliseconds of one round of writes. */
  forMs: number
  /** Seconds of events at the rate. */
  seconds: number
  events: number
}

const clients = 16
const rate = 1000

/** Measures what the log costs, how soon it is sealed, and how fast it is verified. `folder` takes the export. */
export async function measureAudit(
  owner: Pool,
  stage: Stage,
  plan: AuditPlan,
  folder: string,
): Promise<AuditFigures> {
  const opened = openDatabase(stage.appUrl, { poolSize: clients, readTimeout: 60_000 })
  const admin = await callerOn(stage, 'admin')
  setDatabase(opened)
  // What the seed left over is no part of it.
  while ((await sealRound())?.events) await sleep(0)
  const stop = startSequencer()
  try {
    const writes = await measureWrites(owner, stage, admin, plan)
    const delays = await measureDelay(admin, stage, plan)
    await stop()
    return {
      clients,
      rate,
      ...writes,
      ...delays,
      ...(await measureLong(owner, { stage, admin }, plan, folder)),
    }
  } finally {
    await stop()
    setDatabase(stage.database)
    await opened.close()
  }
}

const Touched = ModelRef.extend({ description: z.string() })

/** A small change of a model, as the commands are made. */
const touch: CommandSpec<typeof Touched, ModelTarget, null> = {
  action: 'model.update',
  input: Touched,
  load: (tx, input, ctx) => findModel(tx, ctx, input, { lock: true }),
  async run({ tx, subject, input }) {
    const { description } = input
    await tx.update(models).set({ description }).where(eq(models.id, subject.model.id))
    return { result: null, change: { before: { description: '' }, after: { description } } }
  },
}

/** The same change with its event and without, in turn; without, the database does not ask for one either. */
async function measureWrites(owner: Pool, stage: Stage, ctx: Ctx, { rounds, forMs }: AuditPlan) {
  const { org } = stage.landmarks
  const made = await Promise.all(
    Array.from({ length: clients }, (_, n) =>
      createModel(ctx, { org, name: `Audit ${n} ${Date.now()}` }),
    ),
  )
  const audited = command(touch)
  const plain = (caller: Ctx, input: z.input<typeof Touched>) =>
    write(touch, caller, input, async (step: Step<typeof Touched, ModelTarget>) => touch.run(step))
  const rounded = async (change: typeof plain | typeof audited) => {
    const until = performance.now() + forMs
    let done = 0
    const client = async (model: string) => {
      for (let n = 0; performance.now() < until; n++, done++)
        await change(ctx, { org, model, description: `No. ${n}` })
    }
    const since = performance.now()
    await Promise.all(made.map(({ slug }) => client(slug)))
    return done / ((performance.now() - since) / 1000)
  }
  await rounded(audited)
  return inTurn(rounds, {
    audited: () => rounded(audited),
    unaudited: async () => {
      await owner.query('alter table models disable trigger hub_event')
      try {
        return await rounded(plain)
      } finally {
        await owner.query('alter table models enable trigger hub_event')
      }
    },
  })
}

/** Writes events at the rate and looks on, every few milliseconds, how far the log is sealed. */
async function measureDelay(ctx: Ctx, stage: Stage, { seconds }: AuditPlan) {
  const organizationId = ctx.memberships[0]?.organizationId ?? ''
  const size = async () => {
    const { rows } = await database().read.execute<{ size: string }>(
      sql`select size from audit_logs where log_id = ${organizationId}`,
    )
    return Number(rows[0]?.size ?? 0)
  }
  while ((await sealRound())?.events) await sleep(0)
  const first = await size()
  const seen: { size: number; at: number }[] = []
  const looking = new AbortController()
  const look = async () => {
    while (!looking.signal.aborted) {
      seen.push({ size: await size(), at: Date.now() })
      await sleep(10)
    }
  }
  const looked = look()
  try {
    await eventsAtRate(ctx, stage, { seconds, organizationId })
    const total = first + rate * seconds
    for (const until = Date.now() + 30_000; Date.now() < until && (await size()) < total; )
      await sleep(20)
  } finally {
    looking.abort()
    await looked
  }
  const { rows } = await database().read.execute<{ index: string; at: string }>(sql`
    select l.index, extract(epoch from e.at) * 1000 as at from audit_leaves l
    join audit_events e on e.id = l.event_id
    where l.log_id = ${organizationId} and l.index >= ${first} order by l.index`)
  const delays = rows
    .map(({ index, at }) => {
      const sealed = seen.find((glance) => glance.size > Number(index))?.at ?? Number.NaN
      return (sealed - Number(at)) / 1000
    })
    .sort((a, b) => a - b)
  const at = (share: number) => delays[Math.floor((delays.length - 1) * share)] ?? Number.NaN
  return { sealed: rows.length, delay: { median: at(0.5), p99: at(0.99), max: at(1) } }
}

async function eventsAtRate(
  ctx: Ctx,
  stage: Stage,
  { seconds, organizationId }: { seconds: number; organizationId: string },
): Promise<void> {
  const writes: Promise<unknown>[] = []
  const since = performance.now()
  for (let sent = 0; sent < rate * seconds; await sleep(5)) {
    const due = Math.min(rate * seconds, ((performance.now() - since) / 1000) * rate)
    for (; sent + 10 <= due; sent += 10) writes.push(tenEvents(stage, ctx, organizationId))
  }
  await Promise.all(writes)
}

/** Ten events in one transaction, as of ten changes at once. */
function tenEvents({ landmarks }: Stage, ctx: Ctx, organizationId: string): Promise<void> {
  const uri = `/${landmarks.org}`
  return database().write.transaction(async (tx) => {
    for (let n = 0; n < 10; n++)
      await writeEvent(tx, ctx, {
        action: 'organization.update',
        subject: { kind: 'organization', id: organizationId, uri, organizationId },
        outcome: 'done',
        before: { name: 'Before' },
        after: { name: `After ${n}` },
      })
  })
}

/** A long log: a backlog is sealed, exported to a file, and the file verified. */
async function measureLong(
  owner: Pool,
  { stage, admin }: { stage: Stage; admin: Ctx },
  { rounds, events }: AuditPlan,
  folder: string,
) {
  const { org } = stage.landmarks
  await owner.query(
    `with of as (select * from audit_events where action = 'organization.update' order by seq desc limit 1),
      made as (
        insert into audit_events (id, organization_id, at, actor_id, actor_kind, via, action, subject_kind,
          subject_id, subject_uri, outcome, request_id, body)
        select gen_random_uuid(), organization_id, at, actor_id, actor_kind, via, action, subject_kind,
          subject_id, subject_uri, outcome, request_id, replace(body, 'After', 'After ' || n)
        from of, generate_series(1, $1::int) n returning id, organization_id, seq)
    insert into audit_pending select id, organization_id, seq from made`,
    [events],
  )
  const sealing = await speedOf(events, async () => {
    while ((await sealRound())?.events) await sleep(0)
  })
  const file = join(folder, 'audit.jsonl')
  let lines = 0
  const exporting = await timed(async () => {
    const text = Readable.from(await auditExport(admin, { org }))
    text.on('data', (part: string) => {
      lines += part.split('\n').length - 1
    })
    await pipeline(text, createWriteStream(file))
  })
  const { verified } = await inTurn(rounds, {
    verified: async () => {
      const taken = await timed(async () => {
        const report = await verifyFile(file)
        if (report.problems.some(({ kind }) => kind !== 'inserted'))
          throw new Error(`The log was not verified: ${report.problems[0]?.message}`)
      })
      return lines / taken
    },
  })
  const bytes = statSync(file).size
  return { events: lines, sealing, exporting: lines / exporting, verifying: verified, bytes }
}

async function speedOf(many: number, run: () => Promise<unknown>): Promise<number> {
  return many / (await timed(run))
}

/** Seconds that something takes. */
async function timed(run: () => Promise<unknown>): Promise<number> {
  const since = performance.now()
  await run()
  return (performance.now() - since) / 1000
}
