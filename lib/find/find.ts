import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { findOrganization } from '../organizations/find'
import { paths } from '../paths'
import { query } from '../query'
import { OrganizationRef } from '../view'
import { readAsked } from './asked'
import { ofModels } from './models'
import { meantBy } from './near'
import { ofOthers } from './others'
import type { Found, FoundKind } from './view'

/** As many as a person looks through before typing another letter. */
const most = 20

/**
 * Anything of the organization by its name: models, versions, data, projects, experiments, runs, people.
 * Without a text, what was changed last. Two statements at most, whatever is asked for.
 */
export const find = query({
  action: 'organization.read',
  input: OrganizationRef.extend({
    q: z
      .string()
      .trim()
      .max(200)
      .refine((text) => text.isWellFormed() && !text.includes('\0'), 'A text is Unicode.')
      .default('')
      .describe('Part of a name, `churn v3`, `credit/2024-q1`, `#12`, or a URI'),
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { organization }, input, ctx }): Promise<{ items: Found[] }> {
    const { organizationId, slug } = organization
    const asked = readAsked(input.q, slug)
    const near = await meantBy(db, organizationId, asked.words)
    const looking = { ctx, organizationId, asked, text: asked.words.join(' '), near }
    const selects: SQL[] = [...ofModels(looking), ...ofOthers(looking)]
    // The mere scheme of a URI asks for nothing yet.
    if (selects.length === 0) return { items: [] }
    const { rows } = await db.execute<Row>(sql.join(selects, sql` union all `))
    return { items: fairly(rows, most).map((row) => foundView(slug, row)) }
  },
})

/** Where something is; which of these there are depends on its kind. */
interface Place {
  model?: string
  dataset?: string
  project?: string
  deployment?: string
  /** A number, or the name of a dataset's version. */
  part?: string
}

interface Row extends Record<string, unknown> {
  kind: FoundKind
  title: string
  detail: string
  place: Place
  state: string | null
}

function foundView(org: string, { kind, title, detail, place, state }: Row): Found {
  const url = urls[kind](org, { ...nowhere, ...place }, detail)
  return { kind, title, detail, url, ...(state === null ? {} : { state }) }
}

const nowhere = { model: '', dataset: '', project: '', deployment: '', part: '' }

const urls: Record<FoundKind, (org: string, at: Required<Place>, detail: string) => string> = {
  model: (org, { model }) => paths.model(org, model),
  version: (org, { model, part }) => paths.version(org, model, Number(part)),
  dataset: (org, { dataset }) => paths.dataset(org, dataset),
  dataset_version: (org, { dataset, part }) => paths.datasetVersion(org, dataset, part),
  deployment: (org, { deployment }) => paths.deployment(org, deployment),
  project: (org, { project }) => paths.project(org, project),
  experiment: (org, { project, part }) => paths.experiment(org, project, Number(part)),
  run: (org, { project, part }) => paths.run(org, project, Number(part)),
  // A person has no page; what is theirs has one.
  person: (org, _at, email) => paths.models(org, { q: `owner:${email}` }),
}

/** The best of each kind rather than all of one; in the order in which they came. */
function fairly(rows: Row[], limit: number): Row[] {
  const rank = new Map<Row, number>()
  const seen: Partial<Record<FoundKind, number>> = {}
  for (const row of rows) {
    const place = seen[row.kind] ?? 0
    rank.set(row, place)
    seen[row.kind] = place + 1
  }
  const best = [...rows].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0)).slice(0, limit)
  return rows.filter((row) => best.includes(row))
}
