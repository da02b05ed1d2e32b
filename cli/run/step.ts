import type { Json } from '@/lib/view'
import type { Limits } from './watch'

export type Atom = string | number | boolean

export const parameterTypes = ['string', 'integer', 'float', 'flag'] as const
export type ParameterType = (typeof parameterTypes)[number]

/** A parameter as a step declares it. */
export interface Parameter {
  name: string
  type: ParameterType
  /** A list only with `multiple`. */
  default: Atom | Atom[] | null
  optional: boolean
  min: number | null
  max: number | null
  choices: Atom[] | null
  multiple: 'repeat' | 'separate' | null
  multipleSeparator: string
  passAs: string | null
  passTrueAs: string | null
  passFalseAs: string | null
}

/** An input as a step declares it. */
export interface StepInput {
  name: string
  /** URIs, maybe with {parameter:x} in them. */
  defaults: string[]
  optional: boolean
  filename: string | null
  keepDirectories: 'none' | 'suffix' | 'full'
}

export interface Step extends Limits {
  name: string
  image: string
  /** Elements of the list, or the one text. */
  command: string[]
  parameters: Parameter[]
  inputs: StepInput[]
  /** Names of outputs, for people; a step may make others too. */
  outputs: string[]
  environment: { name: string; value: string | null; optional: boolean }[]
  sourcePath: string | null
  /** What the file says of it, word for word. */
  definition: { [key: string]: Json }
  /** Keys that ask for something which a plain process does not do. */
  ignored: string[]
}

export function isAtom(value: unknown): value is Atom {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

export function isAtoms(value: unknown): value is Atom[] {
  return Array.isArray(value) && value.every(isAtom)
}
