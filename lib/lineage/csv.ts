import { csvOfPages } from '../csv'
import { query } from '../query'
import { findNode, NodeRef } from './find'
import { type AffectedItem, impactPage } from './impact'

const atOnce = 2000

const columns = ['kind', 'uri', 'state', 'owner', 'path']

/** Everything that depends on something as CSV, piece by piece; the first is there when this answers. */
export const streamImpact = query({
  action: 'lineage.read',
  input: NodeRef,
  load: (db, input, ctx) => findNode(db, ctx, input),

  run: ({ db, subject, ctx }): Promise<AsyncIterable<string>> =>
    csvOfPages(
      (cursor) => impactPage(db, ctx, subject, { cursor, limit: atOnce }),
      () => ({ headers: columns, linesOf: async (items) => items.map(lineOf) }),
    ),
})

const lineOf = ({ kind, uri, state, owner, path }: AffectedItem) => [
  kind,
  uri,
  state ?? '',
  owner?.name ?? '',
  path.join(' > '),
]
