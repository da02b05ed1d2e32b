import type { Json } from '@/db/json'
import { metricsFacet } from './event'
import { type Facets, facet, objectOf } from './facets'

/** What pages tell of facets by name; everything else is shown as it came. */

export interface NamedValues {
  /** The output that they are of; null for the run itself. */
  of: string | null
  values: Record<string, Json>
}

/** Parameters (`executionParameters`) by name; what is no text stays as it is. */
export function paramsOf(facets: Facets): Record<string, Json> {
  const { parameters } = facet(facets, 'executionParameters')
  const params = listOf(parameters).flatMap((one): [string, Json][] => {
    const { name, key, value } = objectOf(one)
    const named = textOf(name) ?? textOf(key)
    return named ? [[named, value ?? null]] : []
  })
  return Object.fromEntries(params)
}

/** Metrics of the run and of its outputs, words that are no numbers left out. */
export function metricsOf(facets: Facets): NamedValues[] {
  return Object.keys(facets)
    .filter((key) => key === metricsFacet || key.startsWith(`${metricsFacet} `))
    .sort()
    .flatMap((key) => {
      const { metrics } = facet(facets, key)
      const values = Object.entries(objectOf(metrics)).filter(([, value]) => isMetric(value))
      const of = key.slice(metricsFacet.length + 1) || null
      return values.length > 0 ? [{ of, values: Object.fromEntries(values) }] : []
    })
}

const isMetric = (value: Json) =>
  typeof value === 'number' || ['NaN', 'Infinity', '-Infinity'].includes(String(value))

export interface TestResult {
  name: string
  status: string
  severity: string | null
  expected: string | null
  actual: string | null
}

/** Tests that the run made (`test`). */
export function testsOf(facets: Facets): TestResult[] {
  return listOf(facet(facets, 'test').tests).flatMap((one) => {
    const { name, status, severity, expected, actual } = objectOf(one)
    const said = (value: Json | undefined) =>
      textOf(value) ?? (value == null ? null : String(value))
    return textOf(name)
      ? [
          {
            name: textOf(name) ?? '',
            status: said(status) ?? '',
            severity: said(severity),
            expected: said(expected),
            actual: said(actual),
          },
        ]
      : []
  })
}

export interface Failure {
  message: string
  stack: string | null
}

export function failureOf(facets: Facets): Failure | null {
  const { message, stackTrace } = facet(facets, 'errorMessage')
  const text = textOf(message)
  return text ? { message: text, stack: textOf(stackTrace) } : null
}

export interface Field {
  name: string
  type: string | null
  description: string | null
}

/** The columns of data (`schema`). */
export function fieldsOf(facets: Facets): Field[] {
  return listOf(facet(facets, 'schema').fields).flatMap((one) => {
    const { name, type, description } = objectOf(one)
    const named = textOf(name)
    return named ? [{ name: named, type: textOf(type), description: textOf(description) }] : []
  })
}

/** What a job or data is, in its producer's words. */
export const documentationOf = (facets: Facets): string | null =>
  textOf(facet(facets, 'documentation').description)

/** The code of a job (`sourceCodeLocation`). */
export function codeOf(facets: Facets): { url: string; version: string | null } | null {
  const { url, repoUrl, version } = facet(facets, 'sourceCodeLocation')
  const at = textOf(url) ?? textOf(repoUrl)
  return at ? { url: at, version: textOf(version) } : null
}

/** `SPARK SQL_JOB`: who ran it, and as what. */
export function jobTypeOf(facets: Facets): string | null {
  const { integration, jobType } = facet(facets, 'jobType')
  return [textOf(integration), textOf(jobType)].filter(Boolean).join(' ') || null
}

export const ownersOf = (facets: Facets): string[] =>
  listOf(facet(facets, 'ownership').owners).flatMap((one) => textOf(objectOf(one).name) ?? [])

/** `Airflow 2.10.4` */
export function engineOf(facets: Facets): string | null {
  const { name, version } = facet(facets, 'processing_engine')
  return [textOf(name), textOf(version)].filter(Boolean).join(' ') || null
}

/** The run that this one is a part of, as it was named. */
export function parentOf(facets: Facets): { runId: string; job: string } | null {
  const { run, job } = facet(facets, 'parent')
  const runId = textOf(objectOf(run).runId)
  return runId ? { runId, job: textOf(objectOf(job).name) ?? runId } : null
}

/** The facets without those that say something of an output, which name it. */
export function withoutOutputs(facets: Facets): Facets {
  const kept = Object.entries(facets).filter(([key]) => !key.startsWith(`${metricsFacet} `))
  return Object.fromEntries(kept)
}

/** What is left to show as it came: facets that are there, by name. */
export function shownFacets(facets: Facets): Record<string, Json> {
  const shown = Object.entries(facets).flatMap(([key, { facet }]): [string, Json][] =>
    facet === null ? [] : [[key, facet]],
  )
  return Object.fromEntries(shown.sort(([one], [other]) => (one < other ? -1 : 1)))
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])

const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null
