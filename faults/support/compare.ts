import type { Pool, PoolClient } from 'pg'
import type { Ledger } from './ledger'
import { snapshot } from './record'

/** What the clients were told was done, and is not there. Safe to ask while they go on. */
export async function lost(owner: Pool, ledger: Ledger): Promise<string[]> {
  // Copied before the look: whatever is told later may not be there yet.
  const versions = [...ledger.versions]
  const decisions = [...ledger.decisions]
  const uploads = [...ledger.uploads]
  const runs = [...ledger.runs]
  const finished = [...ledger.finished]
  const points = [...ledger.points]
  const models = [...ledger.models]
  return snapshot(owner, async (client) => {
    const there = await column(
      client,
      `select concat_ws(' ', v.note, m.slug, v.number, 'sha256:' || v.manifest_digest)
        from versions v join models m on m.id = v.model_id`,
    )
    const wanted = versions.map(([key, { model, number, digest }]) =>
      [key, model, number, digest].join(' '),
    )
    const runRows = await column(client, `select step || ' ' || number from runs`)
    const ended = await column(client, `select step from runs where state = 'completed'`)
    const logged = await column(
      client,
      `select r.number || ' ' || p.step from run_metrics p join runs r on r.id = p.run_id`,
    )
    return [
      ...missing('Version', wanted, there),
      ...missing('Decision', decisions, await column(client, 'select note from decisions')),
      ...missing('Upload', uploads, await column(client, 'select sha256 from blobs')),
      ...missing(
        'Run',
        runs.map((run) => run.join(' ')),
        runRows,
      ),
      ...missing('End of run', finished, ended),
      ...missing('Metrics', points, logged),
      ...missing('Model', models, await column(client, 'select name from models')),
    ]
  })
}

/** What was asked for once and is there twice. */
export const onlyOnce = {
  'A registration was done once, however often it was asked for.': `
    select note from versions where note <> '' group by note having count(*) > 1`,
  'A run was made once, however often it was asked for.': `
    select step from runs where step is not null group by step having count(*) > 1`,
  'A model was made once, however often it was asked for.': `
    select name from models group by name having count(*) > 1`,
}

function missing(what: string, wanted: string[], there: Set<string>): string[] {
  return wanted.filter((one) => !there.has(one)).map((one) => `${what} lost: ${one}`)
}

async function column(client: PoolClient, text: string): Promise<Set<string>> {
  const { rows } = await client.query<[string]>({ text, rowMode: 'array' })
  return new Set(rows.map(([value]) => value))
}
