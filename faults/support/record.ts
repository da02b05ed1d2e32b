import type { Pool, PoolClient } from 'pg'
import { tableClasses } from '@/db/table-classes'
import { manifestDigest } from '@/lib/files/manifest'

/**
 * What must hold of the record and of what it records, at any moment and whatever was killed. PostgreSQL's
 * sequences are no part of a transaction, so `seq` may have holes after a crash: a log without gap means here
 * that no change is without its event, no event without its change, and that each event of a thing begins
 * where the one before it ended.
 */
const claims: Record<string, string> = {
  'Every version has one event of its registration, and the reverse.': `
    select coalesce(v.id, e.subject_id) as id from versions v
    full join (select subject_id, count(*) as events from audit_events
      where action = 'version.register' and outcome = 'done' group by 1) e on e.subject_id = v.id
    where v.id is null or e.events is distinct from 1`,
  'A version has all the files that were registered.': `
    select v.id from versions v join audit_events e on e.subject_id = v.id
      and e.action = 'version.register' and e.outcome = 'done'
    where (e.body::jsonb -> 'after' ->> 'files')::int
      <> (select count(*) from version_files f where f.version_id = v.id)`,
  'The numbers of the versions of a model have no gap.': `
    select m.slug from models m left join versions v on v.model_id = m.id group by m.id
    having count(v.id) <> m.version_count or coalesce(max(v.number), 0) <> m.version_count`,
  'The numbers of the runs of a project have no gap.': `
    select p.slug from projects p left join runs r on r.project_id = p.id group by p.id
    having count(r.id) <> p.run_count or coalesce(max(r.number), 0) <> p.run_count`,
  'Every decision has its event, and the reverse.': `
    select id, action, d.n, e.n from
      (select version_id as id, 'version.' || verdict as action, count(*) as n
        from decisions group by 1, 2) d
    full join (select subject_id as id, action, count(*) as n from audit_events
      where outcome = 'done' and action in ('version.approve', 'version.reject', 'version.withdraw')
      group by 1, 2) e using (id, action)
    where d.n is distinct from e.n`,
  'Each event of a version begins in the state in which the one before left it.': `
    select * from (select subject_id, action, body::jsonb -> 'before' ->> 'state' as began,
        lag(body::jsonb -> 'after' ->> 'state') over (partition by subject_id order by seq) as ended
      from audit_events where outcome = 'done' and action in
        ('version.register', 'version.approve', 'version.reject', 'version.withdraw')) step
    where began is distinct from ended`,
  'A version is in the state in which its last event left it.': `
    select v.id from versions v where v.state::text is distinct from (
      select body::jsonb -> 'after' ->> 'state' from audit_events e
      where e.subject_id = v.id and e.outcome = 'done' and e.action in
        ('version.register', 'version.approve', 'version.reject', 'version.withdraw')
      order by seq desc limit 1)`,
  'Each event of an alias begins where the one before left it.': `
    select * from (select subject_uri, body::jsonb -> 'before' ->> 'version' as began,
        lag(body::jsonb -> 'after' ->> 'version')
          over (partition by model_id, substring(subject_uri from '[^/]+$') order by seq) as ended
      from audit_events where outcome = 'done' and action in ('alias.move', 'alias.remove')) step
    where began is distinct from ended`,
  'Every run has one event of its start and, if it ended, of its end, and the reverse.': `
    select coalesce(r.id, e.subject_id) as id, e.started, e.finished from runs r
    full join (select subject_id,
        count(*) filter (where action = 'run.create') as started,
        count(*) filter (where action in ('run.finish', 'run.expire')) as finished
      from audit_events where outcome = 'done' and action in ('run.create', 'run.finish', 'run.expire')
      group by 1) e on e.subject_id = r.id
    where r.id is null or e.started is distinct from 1
      or e.finished > 2 or (e.finished > 0) is distinct from (r.finished_at is not null)`,
  'No two events have the same place, and each is what its columns say.': `
    select min(id::text) as id from audit_events group by seq having count(*) > 1
    union all select id::text from audit_events
    where body::jsonb ->> 'id' <> id::text or body::jsonb ->> 'action' <> action
      or body::jsonb ->> 'outcome' <> outcome::text`,
  'Every event has one place in its log, or waits for one.': `
    select e.id from audit_events e left join audit_leaves l on l.event_id = e.id
    left join audit_pending p on p.event_id = e.id where (l.event_id is null) = (p.event_id is null)
    union all select event_id from audit_leaves where event_id not in (select id from audit_events)`,
  'The places of a log have no gap, and its newest checkpoint is of all of them.': `
    select g.log_id, g.size from audit_logs g
    left join (select log_id, count(*) as n, max(index) + 1 as next from audit_leaves group by 1) l using (log_id)
    left join (select log_id, max(size) as signed from audit_checkpoints group by 1) c using (log_id)
    where (coalesce(l.n, 0), coalesce(l.next, 0), c.signed) is distinct from (g.size, g.size, g.size)`,
  'A key is kept only with an answer.': `select key from idempotency_keys where status is null`,
}

/** What a transaction last wrote was written beside an event: the very guard, looked at from outside. */
const guarded = Object.entries(tableClasses)
  .filter(([, kind]) => kind === 'governed')
  .map(
    ([table]) => `select '${table}' as "table", count(*) as rows from ${table}
      where xmin not in (select txid::xid from audit_events) having count(*) > 0`,
  )
  .join(' union all ')

/** The claims that do not hold, with the first rows that show it; all of them seen at one moment. */
export async function broken(owner: Pool, more: Record<string, string> = {}): Promise<string[]> {
  return snapshot(owner, async (client) => {
    const found: string[] = []
    for (const [claim, sql] of Object.entries({ ...claims, ...more })) {
      const { rows } = await client.query(`select * from (${sql}) counter limit 3`)
      if (rows.length > 0) found.push(`Broken: ${claim} ${JSON.stringify(rows)}`)
    }
    return found
  })
}

/** For a load without savepoints, whose rows carry the ids of inner transactions. */
export const everyRowHasAnEvent = {
  'No row of a governed table was written without an event.': guarded,
}

/** The versions whose files are not what their digest says. */
export async function tornVersions(owner: Pool): Promise<string[]> {
  const { rows } = await owner.query<{ id: string; digest: string; files: Row[] | null }>(`
    select v.id, v.manifest_digest as digest, (select json_agg(f) from version_files f
      where f.version_id = v.id) as files from versions v`)
  return rows
    .filter(({ digest, files }) => manifestDigest(files ?? []) !== digest)
    .map(({ id }) => id)
}

interface Row {
  name: string
  size: number
  sha256: string
}

/** Runs queries that all see the same moment. */
export async function snapshot<T>(
  owner: Pool,
  run: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await owner.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    return await run(client)
  } finally {
    client.release(true)
  }
}
