import type { Cause } from '@/lib/history/view'
import type { Model } from '@/lib/models/view'
import type { RunItem } from '@/lib/runs/view'
import type { VersionItem } from '@/lib/versions/view'
import { metric, table, time } from './output'

/** Models as a table. */
export function modelTable(items: readonly Model[]): string[] {
  const titles = ['MODEL', 'NEWEST', 'APPROVED', 'PROJECTS', 'OWNER', 'CHANGED']
  const rows = items.map(({ slug, newest, latest, projects, owner, updatedAt }) => [
    slug,
    newest ? `v${newest.version} ${newest.state}` : '',
    latest ? `v${latest.version}` : '',
    projects.join(', '),
    owner.name,
    time(updatedAt),
  ])
  return table(titles, rows)
}

/** Versions as a table; each by its URI where they are of several models. */
export function versionTable(items: readonly VersionItem[], by: 'number' | 'uri'): string[] {
  const titles = ['VERSION', 'STATE', 'ALIASES', 'TAGS', 'METRICS', 'NOTE', 'BY', 'AT']
  const rows = items.map((version) => [
    by === 'uri' ? version.uri : `v${version.version}`,
    version.life === 'live' ? version.state : `${version.state}, ${version.life}`,
    version.aliases.join(', '),
    version.tags.join(', '),
    valuesOf(version.metrics).slice(0, 3).join(' '),
    version.decision?.note || version.note,
    version.registeredBy.name,
    time(version.createdAt),
  ])
  return table(titles, rows)
}

/** Runs as a table. */
export function runTable(items: readonly RunItem[]): string[] {
  const titles = ['RUN', 'STEP', 'STATE', 'MADE', 'METRICS', 'TAGS', 'BY', 'AT']
  const rows = items.map(({ uri, step, state, versions, summary, tags, createdBy, createdAt }) => [
    uri,
    step ?? '',
    state,
    versions.join(', '),
    valuesOf(summary).slice(0, 3).join(' '),
    tags.join(' '),
    createdBy.name,
    time(createdAt),
  ])
  return table(titles, rows)
}

/** `accuracy=0.9`, `depth=6`. */
export function valuesOf(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).map(([key, value]) =>
    value !== null && typeof value === 'object'
      ? `${key}=${JSON.stringify(value)}`
      : `${key}=${metric(value)}`,
  )
}

/** `alias.move by Ben, 2026-03-03 12:00 UTC: Better recall. Receipt: https://…` */
export function causeLine({ action, by, at, note, receiptUrl }: Cause): string {
  return `${action} by ${by.name}, ${time(at)}${note ? `: ${note}` : ''}\nReceipt: ${receiptUrl}`
}
