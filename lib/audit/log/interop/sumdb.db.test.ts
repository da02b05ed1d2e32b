import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '../../../testing/hub'
import { auditCheckpoint, auditConsistency, auditProof, auditPublicKey } from '../queries'
import { sealRound } from '../seal'
import { goChecker } from './go'

let hub: TestHub
let acme: TestOrganization
let check: Awaited<ReturnType<typeof goChecker>> = null

beforeAll(async () => {
  check = await goChecker()
  hub = await testHub()
  acme = await hub.organization()
}, 700_000)
afterAll(() => hub.close())

async function grow(count: number) {
  await hub.database.write.execute(sql`
    with made as (
      insert into audit_events (id, organization_id, at, actor_kind, via, action, subject_kind,
        subject_uri, outcome, request_id, body)
      select gen_random_uuid(), ${acme.id}, now(), 'system', 'worker', 'version.use', 'version', 'u',
        'done', 'r', '{"täglich":' || n || '}' from generate_series(1, ${count}::int) n returning id, seq)
    insert into audit_pending select id, ${acme.id}, seq from made`)
  await sealRound()
}

/** What the hub says of its log when it grew from 700 to 1000 events. */
async function question() {
  const otto = acme.as('auditor')
  const { slug: org } = acme
  await grow(699)
  const older = await auditCheckpoint(otto, { org })
  await grow(300)
  const { rows } = await hub.database.read.execute<{ body: string }>(sql`
    select e.body from audit_leaves l join audit_events e on e.id = l.event_id
    where l.log_id = ${acme.id} order by l.index`)
  const indices = [0, 1, 255, 256, 511, 699, 700, 767, 768, 998, 999]
  const proofs = await Promise.all(
    indices.map(async (index) => {
      const text = await auditProof(otto, { org, index })
      const [head = ''] = text.split('\n\n')
      return { index, body: rows[index]?.body, path: head.split('\n').slice(2) }
    }),
  )
  return {
    key: (await auditPublicKey(otto, { org })).trim(),
    checkpoint: await auditCheckpoint(otto, { org }),
    older,
    consistency: (await auditConsistency(otto, { org, from: 700, to: 1000 })).proof,
    proofs,
  }
}

describe("Go's sumdb", () => {
  it('verifies checkpoints, inclusion and consistency, and refuses a changed byte', async ({
    skip,
  }) => {
    if (!check) return skip('There is no Go here; see the warning.')
    const asked = await question()
    expect(check(asked)).toBe('ok 11')
    const [first, ...rest] = asked.proofs
    const altered = { ...asked, proofs: [{ ...first, body: `${first?.body} ` }, ...rest] }
    expect(check(altered)).toBe('invalid transparency proof')
    const unsigned = { ...asked, checkpoint: asked.checkpoint.replace('\n1000\n', '\n1001\n') }
    expect(check(unsigned)).toContain('invalid signature')
    const forked = { ...asked, consistency: asked.consistency.toReversed() }
    expect(check(forked)).not.toContain('ok')
  })
})
