import { metricNumber } from '../metrics/value'
import type { Json } from '../view'
import type { GateContext, GateRun, GateVersion } from './context'

/** A type of CEL; `json` is any value of JSON, `dyn` what only the evaluation knows. */
export type GateType =
  | 'null'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'timestamp'
  | 'duration'
  | 'type'
  | 'json'
  | 'dyn'
  | { list: GateType }
  | { map: GateType; by: GateType }
  | { fields: Fields; name: string }

type Fields = Readonly<Record<string, { type: GateType; meaning: string }>>

const measured: GateType = { map: 'double', by: 'string' }
const asked: GateType = { map: 'json', by: 'string' }

/** What an expression of a gate may name, and what each is. Whatever is not here is no gate's business. */
export const environment = {
  metrics: { type: measured, meaning: 'Metrics of the candidate, by name' },
  params: { type: asked, meaning: 'Parameters of the candidate, by name' },
  approved: {
    type: {
      name: 'approved',
      fields: {
        exists: { type: 'bool', meaning: 'Whether another version is approved' },
        version: { type: 'int', meaning: 'Its number; 0 without one' },
        metrics: { type: measured, meaning: 'Its metrics, by name' },
        params: { type: asked, meaning: 'Its parameters, by name' },
      },
    },
    meaning: 'The highest approved version other than the candidate',
  },
  version: {
    type: {
      name: 'version',
      fields: {
        number: { type: 'int', meaning: 'Its number' },
        note: { type: 'string', meaning: 'Its note' },
        tags: { type: { list: 'string' }, meaning: 'Its tags' },
        size: { type: 'int', meaning: 'Bytes of all its files' },
        files: { type: 'int', meaning: 'How many files it has' },
        registered: { type: 'timestamp', meaning: 'When it was registered' },
      },
    },
    meaning: 'The candidate itself',
  },
  run: {
    type: {
      name: 'run',
      fields: {
        exists: { type: 'bool', meaning: 'Whether a run made it' },
        project: { type: 'string', meaning: 'The project of the run' },
        number: { type: 'int', meaning: 'The number of the run in its project' },
        step: { type: 'string', meaning: 'The step that ran' },
        commit: { type: 'string', meaning: 'The commit of the code; empty if unknown' },
        image: { type: 'string', meaning: 'The container image; empty if unknown' },
        state: { type: 'string', meaning: 'queued, running, completed, error or stopped' },
        seconds: { type: 'double', meaning: 'How long it ran, or has run until now' },
      },
    },
    meaning: 'The run that made the candidate; empty without one',
  },
  lineage: {
    type: {
      name: 'lineage',
      fields: {
        recalled: { type: 'bool', meaning: 'Whether it was made of something recalled' },
      },
    },
    meaning: 'Where the candidate comes from',
  },
  now: { type: 'timestamp', meaning: 'When the gate is evaluated' },
} as const satisfies Fields

/** The variables with their values, as a thread can be sent them. Maps, since a metric may be called `constructor`. */
export function bindingsOf({ candidate, approved, now }: GateContext): Map<string, unknown> {
  return new Map<string, unknown>([
    ['metrics', metricsOf(candidate)],
    ['params', paramsOf(candidate)],
    [
      'approved',
      new Map<string, unknown>([
        ['exists', approved !== null],
        ['version', BigInt(approved?.number ?? 0)],
        ['metrics', metricsOf(approved)],
        ['params', paramsOf(approved)],
      ]),
    ],
    [
      'version',
      new Map<string, unknown>([
        ['number', BigInt(candidate.number)],
        ['note', candidate.note],
        ['tags', candidate.tags],
        ['size', BigInt(candidate.size)],
        ['files', BigInt(candidate.files)],
        ['registered', new Date(candidate.registeredAt)],
      ]),
    ],
    ['run', runOf(candidate.run, now)],
    ['lineage', new Map([['recalled', candidate.recalled]])],
    ['now', now],
  ])
}

const metricsOf = (version: GateVersion | null) =>
  new Map(Object.entries(version?.metrics ?? {}).map(([key, value]) => [key, metricNumber(value)]))

const paramsOf = (version: GateVersion | null) =>
  new Map(Object.entries(version?.params ?? {}).map(([key, value]) => [key, mapped(value)]))

function runOf(run: GateRun | null, now: Date) {
  const until = run?.finishedAt ? new Date(run.finishedAt) : now
  const seconds = run ? Math.max(0, until.getTime() - new Date(run.createdAt).getTime()) / 1000 : 0
  return new Map<string, unknown>([
    ['exists', run !== null],
    ['project', run?.project ?? ''],
    ['number', BigInt(run?.number ?? 0)],
    ['step', run?.step ?? ''],
    ['commit', run?.commit ?? ''],
    ['image', run?.image ?? ''],
    ['state', run?.state ?? ''],
    ['seconds', seconds],
  ])
}

function mapped(value: Json): unknown {
  if (Array.isArray(value)) return value.map(mapped)
  if (value === null || typeof value !== 'object') return value
  return new Map(Object.entries(value).map(([key, part]) => [key, mapped(part)]))
}
