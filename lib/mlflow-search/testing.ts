import { connect } from '@/db/connection'
import { newId } from '../ids'
import type { TestHub, TestOrganization } from '../testing/hub'

type Row = Record<string, unknown>

/** Rows put straight into their tables by the owner of these: searches need many kinds of them at once. */
export class Planter {
  private readonly planted: [table: string, row: Row][] = []

  constructor(
    private readonly hub: TestHub,
    readonly acme: TestOrganization,
  ) {}

  add(table: string, row: Row): void {
    this.planted.push([table, row])
  }

  async plant(): Promise<void> {
    const owner = connect(this.hub.ownerUrl, { max: 1 })
    const tables = new Set(this.planted.map(([table]) => table))
    try {
      for (const table of tables) await owner.query(`alter table ${table} disable trigger user`)
      for (const [table, rows] of this.alike())
        for (let at = 0; at < rows.length; at += 500)
          await owner.query(inserting(table, rows.slice(at, at + 500)))
      for (const table of tables) await owner.query(`alter table ${table} enable trigger user`)
    } finally {
      this.planted.length = 0
      await owner.end()
    }
  }

  /** Rows that have the same columns of the same table, together. */
  private alike(): [table: string, rows: Row[]][] {
    const groups = new Map<string, [table: string, rows: Row[]]>()
    const orders = new Map<string, number>()
    for (const [table, row] of this.planted) {
      const name = JSON.stringify([table, ...Object.keys(row)])
      const group = groups.get(name) ?? [table, []]
      group[1].push(row)
      groups.set(name, group)
      if (!orders.has(table)) orders.set(table, orders.size)
    }
    // A table before those that point at it, as they were added.
    return [...groups.values()].sort(([a], [b]) => (orders.get(a) ?? 0) - (orders.get(b) ?? 0))
  }

  project(slug: string): string {
    const id = newId()
    this.add('projects', {
      ...{ id, slug, name: slug, created_at: at(0) },
      ...{ organization_id: this.acme.id, created_by: this.acme.personId('contributor') },
    })
    return id
  }

  experiment(projectId: string, number: number, name: string, more: Row & { tags?: Row } = {}) {
    const { tags = {}, ...rest } = more
    const id = newId()
    this.add('experiments', {
      ...{ id, number, name, project_id: projectId, created_at: at(number), updated_at: at(9) },
      ...{ organization_id: this.acme.id, created_by: this.acme.personId('contributor') },
      ...rest,
    })
    for (const [key, value] of Object.entries(tags))
      this.add('experiment_tags', { experiment_id: id, key, value })
    return id
  }

  private runCount = 0

  run(projectId: string, experimentId: string, name: string, more: TrackedDraft = {}): string {
    const { id = newId(), params = {}, tags = {}, metrics = {}, ...rest } = more
    this.runCount += 1
    const organization_id = this.acme.id
    this.add('runs', {
      ...{ id, organization_id, project_id: projectId, number: this.runCount, state: 'completed' },
      ...{ params: {}, created_by: this.acme.personId('contributor'), created_at: at(0) },
    })
    this.add('tracked_runs', {
      ...{ run_id: id, organization_id, experiment_id: experimentId, name, status: 'FINISHED' },
      ...{ start_time: at(this.runCount), ...rest },
    })
    for (const [key, value] of Object.entries(params))
      this.add('run_params', { run_id: id, organization_id, key, value })
    for (const [key, value] of Object.entries(tags))
      this.add('run_tags', { run_id: id, organization_id, key, value })
    for (const [key, value] of Object.entries(metrics))
      this.add('run_summaries', { run_id: id, key, step: 0, time: at(0), value, points: 1 })
    return id
  }

  loggedModel(experimentId: string, name: string, more: Row = {}): string {
    const id = newId()
    this.add('logged_models', {
      ...{ id, organization_id: this.acme.id, experiment_id: experimentId, name, status: 'READY' },
      ...{ created_by: this.acme.personId('contributor'), created_at: at(0), updated_at: at(0) },
      ...more,
    })
    return id
  }
}

function inserting(table: string, rows: readonly Row[]) {
  const names = Object.keys(rows[0] ?? {})
  const places = rows.map(
    (_, row) => `(${names.map((_, at) => `$${row * names.length + at + 1}`).join(', ')})`,
  )
  const values = rows.flatMap((row) => Object.values(row).map(written))
  return { text: `insert into ${table} (${names.join(', ')}) values ${places.join(', ')}`, values }
}

const written = (value: unknown) =>
  Object.prototype.toString.call(value) === '[object Object]' ? JSON.stringify(value) : value

export interface TrackedDraft extends Row {
  id?: string
  params?: Record<string, string>
  tags?: Record<string, string>
  metrics?: Record<string, number>
}

/** The n-th minute of the time that the rows of a test are from. */
export const at = (minute: number) => new Date(startMs + minute * 60_000)
export const ms = (minute: number) => at(minute).getTime()
const startMs = Date.UTC(2026, 0, 5)
