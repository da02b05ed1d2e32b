import { isAlias, isMap, isNode, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { nearest } from '@/lib/near'
import type { Json } from '@/lib/view'
import { invalid } from '../failure'
import type { Step } from '../run/step'
import { entriesOf, type Reader } from './fields'
import { type Finding, type ItemKind, inOrder, inWords, itemKinds, type Severity } from './finding'
import { namesOf } from './named'
import type { Pipeline } from './pipeline'
import { readDeployment, readEndpoint } from './read-endpoint'
import { readPipeline } from './read-pipeline'
import { readStep } from './read-step'
import { readTask } from './read-task'
import type { Task } from './task'

/** A valohai.yaml: what it defines, by name, and all there is to say about it. */
export interface Project {
  /** Its name, for messages. */
  file: string
  steps: Map<string, Step>
  tasks: Map<string, Task>
  pipelines: Map<string, Pipeline>
  /** In the order of the file. */
  findings: Finding[]
}

const shown = 10

/** Reads a valohai.yaml. Whatever is wrong with it is among the findings. */
export function readProject(text: string, file: string): Project {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const findings: Finding[] = []
  const add = (offset: number, finding: Omit<Finding, 'line' | 'column'>) => {
    const { line, col } = lines.linePos(offset)
    const at = { line: Math.max(line, 1), column: Math.max(col, 1) }
    // What is read twice is wrong twice, and worth saying once.
    const isSaid = findings.some(
      (said) =>
        said.line === at.line && said.column === at.column && said.message === finding.message,
    )
    if (!isSaid) findings.push({ ...finding, ...at })
  }
  for (const error of document.errors)
    add(error.pos[0], {
      severity: 'error',
      message: `This is not YAML: ${error.message}`,
      fix: null,
      item: null,
    })
  const project: Project = {
    file,
    steps: new Map(),
    tasks: new Map(),
    pipelines: new Map(),
    findings,
  }
  const readerIn = (item: Finding['item']): Reader => {
    const say =
      (severity: Severity) =>
      (node: Node | null | undefined, message: string, fix = '') =>
        add(node?.range?.[0] ?? 0, { severity, message, fix: fix || null, item })
    return {
      problem: say('error'),
      warning: say('warning'),
      note: say('note'),
      resolve: (node) => (isAlias(node) ? node.resolve(document) : isNode(node) ? node : undefined),
      json(node) {
        try {
          // Through text, so that nothing is left which JSON does not know.
          return JSON.parse(JSON.stringify(node.toJS(document))) as { [key: string]: Json }
        } catch (error) {
          // The parser's guard against a small text that means an endless one.
          if (!(error instanceof ReferenceError)) throw error
          say('error')(node, 'It has more aliases than can be followed.', 'Write it out.')
          return {}
        }
      },
    }
  }
  if (findings.length === 0) readItems(document.contents, project, readerIn)
  return { ...project, findings: inOrder(findings) }
}

/** The errors that keep these kinds of items from being used, and YAML that is none. */
function errorsIn({ findings }: Project, kinds: readonly ItemKind[]): Finding[] {
  return findings.filter(
    ({ severity, item }) => severity === 'error' && (!item || kinds.includes(item.kind)),
  )
}

/**
 * Reads a valohai.yaml whose items of these kinds are to be used.
 * @throws Failure naming file, line and column of everything that is wrong with them
 */
export function parseProject(
  text: string,
  file: string,
  kinds: readonly ItemKind[] = ['step'],
): Project & { warnings: string[] } {
  const project = readProject(text, file)
  const errors = errorsIn(project, kinds)
  if (errors.length) {
    const told = errors.slice(0, shown).map((finding) => inWords(file, finding))
    const rest = errors.length - shown
    throw invalid([...told, ...(rest > 0 ? [`… and ${rest} more: hub lint.`] : [])].join('\n'))
  }
  return { ...project, warnings: warningsOf(project, kinds) }
}

function warningsOf({ findings, file }: Project, kinds: readonly ItemKind[]): string[] {
  const own = findings.filter(({ item }) => !item || kinds.includes(item.kind))
  const elsewhere = findings.filter(
    (finding) => finding.severity === 'error' && !own.includes(finding),
  )
  const warnings = own
    .filter(({ severity }) => severity === 'warning')
    .map((finding) => inWords(file, finding))
  if (elsewhere.length)
    warnings.push(`${file} has errors in other items, which are not used here: hub lint.`)
  return warnings
}

interface Item {
  kind: ItemKind
  at: Node | undefined
  body: Node | undefined
  reader: Reader
}

function readItems(
  contents: unknown,
  project: Project,
  readerIn: (item: Finding['item']) => Reader,
): void {
  const items = itemsIn(contents, readerIn)
  const of = (kind: ItemKind) => items.filter((item) => item.kind === kind)
  const declared = (kind: ItemKind) => namesOf(of(kind).map(({ body }) => body))
  const named = {
    steps: { readable: project.steps, declared: declared('step') },
    tasks: { readable: project.tasks, declared: declared('task') },
    deployments: new Set<string>(),
    endpoints: new Set<string>(),
  }
  // Steps first, wherever they stand: tasks name them, and pipelines name all others.
  for (const { body, at, reader } of of('step'))
    put(project.steps, 'step', readStep(body ?? at, reader), body ?? at, reader)
  for (const { body, at, reader } of of('task'))
    put(project.tasks, 'task', readTask(body ?? at, named.steps, reader), body ?? at, reader)
  for (const { body, at, reader } of of('endpoint'))
    named.endpoints.add(readEndpoint(body ?? at, reader) ?? '')
  for (const { body, at, reader } of of('deployment'))
    named.deployments.add(readDeployment(body ?? at, reader) ?? '')
  for (const { body, at, reader } of of('pipeline'))
    put(project.pipelines, 'pipeline', readPipeline(body ?? at, named, reader), body ?? at, reader)
}

function put<T extends { name: string }>(
  all: Map<string, T>,
  what: string,
  one: T | undefined,
  at: Node | undefined,
  reader: Reader,
): void {
  if (!one) return
  if (all.has(one.name))
    reader.warning(
      at,
      `There are two ${what}s ${one.name}; the last one counts.`,
      'Rename one of them.',
    )
  all.set(one.name, one)
}

function itemsIn(contents: unknown, readerIn: (item: Finding['item']) => Reader): Item[] {
  const reader = readerIn(null)
  const list = reader.resolve(contents)
  if (!isSeq(list)) {
    reader.problem(list, 'A valohai.yaml is a list of items.', 'Begin each with "- step:".')
    return []
  }
  return list.items.flatMap((raw) => {
    const item = reader.resolve(raw)
    if (!isMap(item)) {
      reader.problem(item ?? list, 'Each item is a mapping.', 'Begin it with "- step:".')
      return []
    }
    return entriesOf(item, reader).flatMap(({ key, at, value }): Item[] => {
      const kind = itemKinds.find((one) => one === (key === 'blueprint' ? 'pipeline' : key))
      if (!kind) {
        const near = nearest(key, itemKinds)
        const fix = near ? `Did you mean ${near}?` : `Known items: ${itemKinds.join(', ')}.`
        reader.warning(at, `${key} is not a known item.`, fix)
        return []
      }
      const name = isMap(value) ? value.get('name') : undefined
      const about = { kind, name: typeof name === 'string' ? name : null }
      return [{ kind, at, body: value, reader: readerIn(about) }]
    })
  })
}
