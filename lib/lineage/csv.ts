import { stringify } from 'csv-stringify/sync'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { query } from '../query'
import { findNode, NodeRef, type NodeTarget } from './find'
import { type AffectedItem, impactPage } from './impact'

const atOnce = 2000

const columns = ['kind', 'uri', 'state', 'owner', 'path']

/** Everything that depends on something as CSV, piece by piece; the first is there when this answers. */
export const streamImpact = query({
  action: 'lineage.read',
  input: NodeRef,
  load: (db, input, ctx) => findNode(db, ctx, input),

  async run({ db, subject, ctx }): Promise<AsyncIterable<string>> {
    const first = await impactPage(db, ctx, subject, { limit: atOnce })
    return pieces(db, ctx, subject, first)
  },
})

async function* pieces(
  db: ReadDb,
  ctx: Ctx,
  subject: NodeTarget,
  first: Awaited<ReturnType<typeof impactPage>>,
): AsyncIterable<string> {
  yield csv([columns, ...first.items.map(lineOf)])
  for (let cursor = first.nextCursor; cursor; ) {
    const { items, nextCursor } = await impactPage(db, ctx, subject, { cursor, limit: atOnce })
    yield csv(items.map(lineOf))
    cursor = nextCursor
  }
}

const lineOf = ({ kind, uri, state, owner, path }: AffectedItem) => [
  kind,
  uri,
  state ?? '',
  owner?.name ?? '',
  path.join(' > '),
]

/** A spreadsheet takes no cell for a formula: names come from anybody. */
const csv = (lines: string[][]) => stringify(lines, { escape_formulas: true })
