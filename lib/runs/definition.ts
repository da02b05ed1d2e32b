import type { z } from 'zod'
import { withoutSecrets } from '../resolve/secrets'
import type { Json } from '../view'
import { asObject } from './sidecar-values'
import type { Definition } from './view'

/** A definition whose inputs have the addresses that they begin with as those of runs are kept: without secrets. */
export function safeDefinition(definition: z.output<typeof Definition>): typeof definition {
  const { step } = definition
  if (!step || !Array.isArray(step.inputs)) return definition
  return { ...definition, step: { ...step, inputs: step.inputs.map(safeInput) } }
}

function safeInput(input: Json): Json {
  const fields = asObject(input)
  if (!fields) return input
  const safe = Object.entries(fields).map(([key, value]): [string, Json] => [
    key,
    key.startsWith('default') ? safeAddresses(value) : value,
  ])
  return Object.fromEntries(safe)
}

function safeAddresses(value: Json): Json {
  if (typeof value === 'string') return withoutSecrets(value)
  return Array.isArray(value) ? value.map(safeAddresses) : value
}
