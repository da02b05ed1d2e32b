import { type Document, isAlias, isMap, isNode, LineCounter, type Node, parseDocument } from 'yaml'
import type { Json } from '@/lib/view'
import { invalid } from '../failure'
import { entriesOf, type Reader } from './fields'
import { readStep } from './read-step'
import type { Step } from './step'

/** A valohai.yaml: its steps by name, and what deserves a word but stops nothing. */
export interface Project {
  steps: Map<string, Step>
  warnings: string[]
}

const otherItems = ['task', 'pipeline', 'blueprint', 'endpoint', 'deployment']
const shown = 10

/**
 * Reads a valohai.yaml.
 * @param file its name, for the messages
 * @throws Failure naming file, line and column of everything that is wrong
 */
export function parseProject(text: string, file: string): Project {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const problems: string[] = []
  const warnings: string[] = []
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${line}:${col}`
  }
  for (const error of document.errors) problems.push(`${place(error.pos[0])}: ${error.message}`)
  if (problems.length) throw invalid(listed(problems))

  const reader: Reader = {
    problem: (node, message) => problems.push(`${place(startOf(node))}: ${message}`),
    warning: (node, message) => warnings.push(`${place(startOf(node))}: ${message}`),
    resolve: (node) => (isAlias(node) ? node.resolve(document) : isNode(node) ? node : undefined),
    json: (node) => jsonOf(node, document),
  }
  const steps = readItems(document.contents, reader)
  if (problems.length) throw invalid(listed(problems))
  return { steps, warnings }
}

function readItems(contents: unknown, reader: Reader): Map<string, Step> {
  const steps = new Map<string, Step>()
  const list = reader.resolve(contents)
  if (!list || !('items' in list) || isMap(list)) {
    reader.problem(list, 'A valohai.yaml is a list: begin each item with "- step:".')
    return steps
  }
  for (const raw of list.items as unknown[]) {
    const item = reader.resolve(raw)
    if (!isMap(item)) {
      reader.problem(item ?? list, 'Each item is a mapping such as "step:".')
      continue
    }
    for (const { key, at, value } of entriesOf(item, reader)) {
      if (key === 'step') addStep(steps, value ?? at, reader)
      else if (!otherItems.includes(key)) reader.warning(at, `${key} is not a known item.`)
    }
  }
  return steps
}

function addStep(steps: Map<string, Step>, node: Node | undefined, reader: Reader): void {
  const step = readStep(node, reader)
  if (!step) return
  if (steps.has(step.name))
    reader.warning(node, `There are two steps ${step.name}; the last one counts.`)
  steps.set(step.name, step)
}

/** Through text, so that nothing is left which JSON does not know. */
function jsonOf(node: Node, document: Document): { [key: string]: Json } {
  return JSON.parse(JSON.stringify(node.toJS(document))) as { [key: string]: Json }
}

function listed(problems: string[]): string {
  const rest = problems.length - shown
  return [...problems.slice(0, shown), ...(rest > 0 ? [`… and ${rest} more.`] : [])].join('\n')
}

function startOf(node: Node | null | undefined): number {
  return node?.range?.[0] ?? 0
}
