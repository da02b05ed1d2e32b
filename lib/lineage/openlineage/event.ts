import { createHash } from 'node:crypto'
import type { Json } from '@/db/json'
import { canonical } from '../../audit/event'
import { isId } from '../../ids'
import { type Facets, facetsOf, objectOf } from './facets'
import { bounded, type DataName } from './naming'
import { readTime } from './read-time'
import { hidden, redacted } from './redact'
import { type EventType, eventTypes } from './state'

export interface JobSaid {
  namespace: string
  name: string
  facets: Facets
}

export interface RunSaid {
  runId: string
  type: EventType
  facets: Facets
}

export interface DataSaid extends DataName {
  side: 'input' | 'output' | 'none'
  /** Other names of the same data (the facet `symlinks`): a table beside its folder. */
  aliases: DataName[]
  facets: Facets
}

/** One event as we understand it, secrets hidden. */
export interface EventSaid {
  /** SHA-256 (hex) of the canonical body: the same event again is no event. */
  digest: string
  body: Json
  /** Bytes of the body as kept. */
  size: number
  at: Date
  warnings: string[]
  job: JobSaid | null
  run: RunSaid | null
  data: DataSaid[]
}

export type ReadEvent = { ok: true; event: EventSaid } | { ok: false; message: string }

/**
 * Reads an OpenLineage event of any age and producer. Only what tells of no job, run or dataset is refused;
 * whatever else does not follow the specification is taken as well as can be, with a warning.
 */
export function readEvent(value: unknown, now: Date): ReadEvent {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return refused('An event is a JSON object.')
  // What JSON.parse() made of a body.
  const said = value as { [key: string]: Json }
  const body = redacted(said)
  const digest = createHash('sha256').update(canonical(body)).digest('hex')
  const warnings: string[] = []
  const at = readTime(said.eventTime, now, warnings)
  for (const name of ['producer', 'schemaURL'])
    if (typeof said[name] !== 'string') warnings.push(`It names no ${name}.`)
  const kept = objectOf(body)
  const job = readJob(said.job, kept.job, at, warnings)
  const run = job && readRun(said, kept, at, warnings)
  if (listOf(said.inputs).length + listOf(said.outputs).length > mostData)
    return refused(`An event has at most ${mostData} inputs and outputs. Send several for the run.`)
  const one = said.dataset ? [readData(said.dataset, kept.dataset, 'none', at)] : []
  const many = (['input', 'output'] as const).flatMap((side) =>
    listOf(said[`${side}s`]).map((data, place) =>
      readData(data, listOf(kept[`${side}s`])[place], side, at),
    ),
  )
  const data = [...one, ...many].filter((named) => named !== null)
  if (data.length < one.length + many.length) warnings.push('A dataset in it has no name.')
  if (!job && one.every((named) => named === null))
    return refused('An event names a job with its run, a job, or a dataset. This one names none.')
  const size = Buffer.byteLength(JSON.stringify(body))
  return { ok: true, event: { digest, body, size, at, warnings, job, run, data } }
}

/** Each becomes a row and an edge, in one transaction. */
const mostData = 10_000

const refused = (message: string): ReadEvent => ({ ok: false, message })

// Names are read from what was said, since the redacted body may have lost them; facets from what is kept.

function readJob(
  job: Json | undefined,
  kept: Json | undefined,
  at: Date,
  warnings: string[],
): JobSaid | null {
  const said = objectOf(job)
  const name = textOf(said.name)
  if (!name) return null
  const namespace = textOf(said.namespace)
  if (!namespace) warnings.push('Its job has no namespace; taken as default.')
  return {
    namespace: bounded(namespace || 'default'),
    name: bounded(name),
    facets: facetsOf(objectOf(kept).facets, at),
  }
}

function readRun(
  said: { [key: string]: Json },
  kept: { [key: string]: Json },
  at: Date,
  warnings: string[],
): RunSaid | null {
  if (said.run === undefined || said.run === null) return null
  const run = objectOf(said.run)
  const runId = textOf(run.runId)
  if (!runId) {
    warnings.push('Its run has no runId; taken as an event about its job.')
    return null
  }
  const id = runIdOf(runId)
  if (!isId(id)) warnings.push('Its runId is no UUID.')
  const type = String(said.eventType ?? '').toUpperCase()
  const known = eventTypes.find((one) => one === type)
  if (!known) warnings.push(`It has no eventType that is known; taken as OTHER.`)
  const facets = { ...facetsOf(objectOf(kept.run).facets, at), ...metricsOf(kept, at) }
  return { runId: id, type: known ?? 'OTHER', facets }
}

/** As it is kept: a UUID in lower case, anything else at a length that can be indexed. */
export function runIdOf(text: string): string {
  const lower = text.toLowerCase()
  return isId(lower) ? lower : bounded(text, 300)
}

/** Metrics that are told of an output are told of the run that made it. */
function metricsOf(kept: { [key: string]: Json }, at: Date): Facets {
  const found: Facets = {}
  for (const output of listOf(kept.outputs)) {
    const { namespace, name, facets, outputFacets } = objectOf(output)
    const metrics = objectOf(facets)[metricsFacet] ?? objectOf(outputFacets)[metricsFacet]
    const of = `${metricsFacet} ${bounded(`${textOf(namespace)} ${textOf(name)}`, 300)}`
    if (metrics !== undefined) Object.assign(found, facetsOf({ [of]: metrics }, at))
  }
  return found
}

export const metricsFacet = 'modelHub_metrics'

function readData(
  data: Json,
  kept: Json | undefined,
  side: DataSaid['side'],
  at: Date,
): DataSaid | null {
  const { namespace, name, facets } = objectOf(data)
  const said = { namespace: textOf(namespace), name: textOf(name) }
  if (!said.name && !said.namespace) return null
  const version = objectOf(objectOf(facets).version).datasetVersion
  const aliases = listOf(objectOf(objectOf(facets).symlinks).identifiers).slice(0, mostAliases)
  return {
    ...said,
    version: typeof version === 'number' ? String(version) : textOf(version),
    side,
    aliases: aliases.flatMap((alias) => {
      const { namespace, name } = objectOf(alias)
      const named = { namespace: textOf(namespace), name: textOf(name), version: '' }
      return named.namespace && named.name ? [named] : []
    }),
    facets: facetsOf(objectOf(kept).facets, at),
  }
}

const mostAliases = 10

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])

const textOf = (value: Json | undefined): string =>
  typeof value === 'string' && value !== hidden ? value.trim() : ''
