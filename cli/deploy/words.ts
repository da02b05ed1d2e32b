import type { Deployment, MadeRevision, RevisionDiff, Variant } from '@/lib/deployments/view'
import { table, time } from '../output'

type Shown = Pick<Variant, 'name' | 'uri' | 'weight' | 'asked'>

/** The variants of a split, as they are dealt. */
export function splitTable(variants: readonly Shown[], hidden: number): string[] {
  const rows = variants.map(({ name, uri, weight, asked }) => [
    name,
    `${weight}%`,
    uri,
    asked === uri ? '' : asked,
  ])
  const more = hidden > 0 ? [`and ${hidden} more, of models that you may not see`] : []
  if (rows.length === 0 && hidden === 0) return ['It serves nothing.']
  return [
    ...(rows.length > 0 ? table(['VARIANT', 'TRAFFIC', 'VERSION', 'ASKED AS'], rows) : []),
    ...more,
  ]
}

/** What would change, line by line: what goes, what comes, and what stays. */
export function diffLines({ changes, reshuffled, revision, deployment }: RevisionDiff): string[] {
  const line = (sign: string, name: string, weight: number | null, uri: string) =>
    `${sign} ${name}  ${weight}%  ${uri}`
  return [
    `Revision ${revision} of ${deployment}`,
    ...changes.flatMap(({ change, name, uri, from, to }) => {
      if (change === 'added') return [line('+', name, to, uri)]
      if (change === 'removed') return [line('-', name, from, uri)]
      if (change === 'same') return [line(' ', name, to, uri)]
      return [line('-', name, from, uri), line('+', name, to, uri)]
    }),
    ...(reshuffled ? ['All keys are dealt anew.'] : []),
  ]
}

/** A revision that was just made. */
export function madeLines(made: MadeRevision): string[] {
  return [
    `Revision ${made.revision} of ${made.deployment}, for ${made.target}`,
    ...splitTable(made.variants, made.hidden),
  ]
}

/** Deployments as a table, each with what it serves. */
export function deploymentTable(items: readonly Deployment[]): string[] {
  const titles = ['DEPLOYMENT', 'PROJECT', 'TARGET', 'REVISION', 'SERVES', 'CHANGED']
  const rows = items.map(({ name, project, target, revision, variants, hidden, updatedAt }) => [
    name,
    project,
    target,
    String(revision),
    [
      ...variants.map(({ uri, weight }) => `${uri} ${weight}%`),
      ...(hidden > 0 ? [`${hidden} hidden`] : []),
    ].join(', '),
    time(updatedAt),
  ])
  return table(titles, rows)
}
