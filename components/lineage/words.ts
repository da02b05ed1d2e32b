import { plural } from '@/lib/format'
import type { LineageNode } from '@/lib/lineage/view'
import type { Place, Role } from './graph'

/** What kinds are called: one of it, and several. */
const kindWords = {
  file: ['File', 'files'],
  dataset_version: ['Dataset version', 'dataset versions'],
  run: ['Run', 'runs'],
  version: ['Version', 'versions'],
  deployment_revision: ['Deployment revision', 'deployment revisions'],
} as const satisfies Record<LineageNode['kind'], unknown>

export function kindWord(kind: LineageNode['kind']): string {
  return kindWords[kind][0]
}

/** "Dataset version, outside of the hub" */
export function kindOf({ kind, external }: Place['node']): string {
  return external ? `${kindWord(kind)}, outside` : kindWord(kind)
}

/** The same where there is little room, beside a name that has the version. */
export function drawnKind({ kind, external }: Place['node']): string {
  const word = kind === 'dataset_version' ? 'Dataset' : kindWord(kind)
  return external ? `${word}, outside` : word
}

/** The name of one thing, or "27 runs". */
export function nameOf({ node, count }: Place): string {
  const [one, many] = kindWords[node.kind]
  return count > 1 ? plural(count, one.toLowerCase(), many) : node.name
}

/** How a line of the list is related to the one it stands under. */
const roleWords = {
  up: {
    input: 'input',
    output: 'output of',
    registered: 'registered by',
    derived: 'derived from',
    deployed: 'deploys',
  },
  down: {
    input: 'input of',
    output: 'output',
    registered: 'registered',
    derived: 'became',
    deployed: 'deployed in',
  },
} as const satisfies Record<'up' | 'down', Record<Role, string>>

export function roleWord(roles: readonly Role[], direction: 'up' | 'down'): string {
  return roles.map((role) => roleWords[direction][role]).join(', ')
}
