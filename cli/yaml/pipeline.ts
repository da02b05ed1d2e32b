import type { Condition } from '../run/condition'
import type { Atom, Step } from '../run/step'
import type { Task } from './task'

export const socketTypes = [
  'output',
  'input',
  'parameter',
  'metadata',
  'environment-variable',
  'dependency',
  'file',
  'deployment',
] as const
export type SocketType = (typeof socketTypes)[number]

/** One end of an edge: `train.output.model.json`. */
export interface Socket {
  node: string
  type: SocketType
  /** A name, or for what is read of outputs and inputs a glob. */
  key: string
}

/** What one node hands to another. */
export interface Edge {
  source: Socket
  target: Socket
}

export const whens = ['node-starting', 'node-complete', 'node-error'] as const
export const thens = ['noop', 'stop-pipeline', 'error-pipeline', 'require-approval'] as const

/** What is to happen when a node begins or ends, if all conditions hold. */
export interface Action {
  when: (typeof whens)[number][]
  conditions: { text: string; condition: Condition }[]
  effects: (typeof thens)[number][]
}

export const onErrors = ['stop-all', 'stop-next', 'continue', 'retry'] as const
export type OnError = (typeof onErrors)[number]

/** A node that runs a step: once, or as a task many times. */
export interface StepNode {
  type: 'execution' | 'task'
  name: string
  /** With what the node overrides. */
  step: Step
  /** What the task tries; null when edges and parameters alone say it. */
  task: Task | null
  onError: OnError
  /** Whether edges replace what an input has, or add to it. */
  mergeMode: 'replace' | 'append'
  actions: Action[]
}

/** A node for a platform that serves models, which a hub is not. */
export interface DeploymentNode {
  type: 'deployment'
  name: string
}

export type PipelineNode = StepNode | DeploymentNode

export interface PipelineParameter {
  name: string
  default: Atom | Atom[] | null
  /** Parameters of nodes. */
  targets: Socket[]
}

/** Steps that hand things to each other. */
export interface Pipeline {
  name: string
  /** Each after all whose edges lead to it. */
  nodes: PipelineNode[]
  edges: Edge[]
  parameters: PipelineParameter[]
}

/** `train.output.model.json`, as it stands in the file. */
export function socketText({ node, type, key }: Socket): string {
  return `${node}.${type}.${key}`
}

/** `prepare.output.* → train.input.data`. */
export function edgeText({ source, target }: Edge): string {
  return `${socketText(source)} → ${socketText(target)}`
}
