import type { Gate } from '../policies/rules'
import { celOf, formOf, type GateForm } from './form'

/** A gate as it stands in a form of a page: text by text, right or wrong. */
export interface GateRow {
  name: string
  /** Written as an expression, or put together from what follows. */
  kind: 'form' | 'cel'
  metric: string
  direction: 'higher' | 'lower'
  baseline: 'approved' | 'number'
  /** The least or most allowed, where the baseline is a number. */
  bound: string
  tolerance: string
  /** What the tolerance is in: the metric's own unit, or percent of the approved one. */
  unit: 'absolute' | 'percent'
  /** Whether a first version passes: held against the approved one, and against a number. */
  first: boolean
  exempt: boolean
  cel: string
  removed: boolean
}

/** The fields of a form that hold gates: `gates.0.name`, `gates.0.metric` and so on. */
export const gatePrefix = 'gates.'

export const emptyRow: GateRow = {
  name: '',
  kind: 'form',
  metric: '',
  direction: 'higher',
  baseline: 'approved',
  bound: '',
  tolerance: '0',
  unit: 'absolute',
  first: true,
  exempt: false,
  cel: '',
  removed: false,
}

/** A gate as a row: by its form where the fields can say exactly that, else by its expression. */
export function rowOf({ name, cel }: Gate): GateRow {
  const written: GateRow = { ...emptyRow, name, cel, kind: 'cel' }
  const form = formOf(cel)
  if (!form) return written
  const row = { ...written, ...fieldsOf(form) }
  const read = gateOf(row)
  return 'gate' in read && read.gate.cel === celOf(form) ? row : written
}

function fieldsOf(form: GateForm): Partial<GateRow> {
  const { metric, direction, firstVersionPasses: passes } = form
  const row = { kind: 'form', metric, direction } as const
  if (form.baseline !== 'approved')
    return { ...row, baseline: 'number', bound: String(form.baseline), exempt: passes }
  const { tolerance, relative } = form
  return {
    ...row,
    first: passes,
    tolerance: String(relative ? exact(tolerance * 100) : tolerance),
    unit: relative ? 'percent' : 'absolute',
  }
}

/** The rows of a form as it was sent: each pair is what stands behind the prefix, and its text. */
export function rowsOf(sent: Iterable<readonly [string, string]>): GateRow[] {
  const found = new Map<number, Map<string, string>>()
  for (const [name, text] of sent) {
    const [, at, field] = /^(\d{1,3})\.(\w+)$/.exec(name) ?? []
    if (at === undefined || field === undefined) continue
    const fields = found.get(Number(at)) ?? new Map<string, string>()
    found.set(Number(at), fields.set(field, text))
  }
  return [...found].sort(([one], [other]) => one - other).map(([, fields]) => sentRow(fields))
}

/** Whether somebody has written anything into a row. */
export const isFilled = ({ name, metric, cel, bound }: GateRow) =>
  [name, metric, cel, bound].some((text) => text.trim() !== '')

/** What is wrong with a row, by the field of it. */
export type RowProblems = Partial<Record<keyof GateRow, string>>

/** The gate that a row means, or what is wrong with it. */
export function gateOf(row: GateRow): { gate: Gate } | { problems: RowProblems } {
  const name = row.name.trim()
  const problems: RowProblems = name ? {} : { name: 'Give the gate a name.' }
  const cel = row.kind === 'cel' ? row.cel.trim() : compiled(row, problems)
  if (row.kind === 'cel' && !cel) problems.cel = 'Write an expression.'
  return Object.keys(problems).length ? { problems } : { gate: { name, cel } }
}

/** The gates of a form as it was sent, without rows that are empty or marked to go, and what is wrong. */
export function gatesOf(sent: Iterable<readonly [string, string]>): {
  gates: Gate[]
  /** By field of the form, such as `gates.0.metric`. */
  problems: Record<string, string>
} {
  const gates: Gate[] = []
  const problems: Record<string, string> = {}
  for (const row of rowsOf(sent)) {
    if (row.removed || !isFilled(row)) continue
    const read = gateOf(row)
    // Counted as they will be kept, as whoever checks them later counts.
    const place = gates.length
    if ('gate' in read) gates.push(read.gate)
    else {
      // What is wrong must not pass for what stood there before, even where problems are overlooked.
      gates.push({ name: row.name.trim(), cel: '' })
      for (const [field, message] of Object.entries(read.problems))
        problems[`${gatePrefix}${place}.${field}`] = message
    }
  }
  return { gates, problems }
}

/** The expression of a row of fields; notes in `problems` what keeps it from being one. */
function compiled(row: GateRow, problems: RowProblems): string {
  const { direction, unit } = row
  const metric = row.metric.trim()
  if (!metric) problems.metric = 'Name the metric.'
  const firstVersionPasses = row.baseline === 'number' ? row.exempt : row.first
  const common = { metric, direction, firstVersionPasses }
  if (row.baseline === 'number') {
    const baseline = numberOf(row.bound)
    if (baseline === null) problems.bound = 'Write a number such as 0.9.'
    return celOf({ ...common, baseline: baseline ?? 0 })
  }
  const written = numberOf(row.tolerance || '0')
  if (written === null || written < 0) problems.tolerance = 'Write 0 or a number such as 0.005.'
  const relative = unit === 'percent'
  const tolerance = relative ? exact((written ?? 0) / 100) : (written ?? 0)
  return celOf({ ...common, baseline: 'approved', tolerance, relative })
}

function sentRow(fields: ReadonlyMap<string, string>): GateRow {
  const text = (field: string) => fields.get(field) ?? ''
  return {
    name: text('name'),
    kind: text('kind') === 'cel' ? 'cel' : 'form',
    metric: text('metric'),
    direction: text('direction') === 'lower' ? 'lower' : 'higher',
    baseline: text('baseline') === 'number' ? 'number' : 'approved',
    bound: text('bound'),
    tolerance: text('tolerance'),
    unit: text('unit') === 'percent' ? 'percent' : 'absolute',
    first: fields.has('first'),
    exempt: fields.has('exempt'),
    cel: text('cel'),
    removed: fields.has('removed'),
  }
}

function numberOf(text: string): number | null {
  const trimmed = text.trim().replace('−', '-')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return null
  const value = Number(trimmed) + 0
  return Number.isFinite(value) ? value : null
}

/** A number without what binary fractions add to it. */
const exact = (value: number) => Number(value.toPrecision(12))
