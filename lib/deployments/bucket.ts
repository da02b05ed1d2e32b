import { FlagdCore } from '@openfeature/flagd-core'
import type { Flags } from './flag'

const mostKept = 1000
const nothing = () => undefined
const silent = { error: nothing, warn: nothing, info: nothing, debug: nothing }
// By interpreting: no text of a flag becomes code.
const options = { disableDynamicCodeGeneration: true }

const kept = new Map<string, FlagdCore>()

/** The variant that a targeting key gets of the flag `key`; null where it is to use the default in its code. */
export function variantFor(flags: Flags, key: string, targetingKey: string): string | null {
  const told = evaluatorOf(flags).resolveStringEvaluation(key, '', { targetingKey })
  if (told.errorMessage) throw new Error(told.errorMessage)
  return told.variant ?? null
}

/**
 * Reading a flag takes a hundred times as long as evaluating it, so those that were asked last stay read. By
 * their whole text: one that differs in anything is another one, so none is ever out of date.
 */
function evaluatorOf(flags: Flags): FlagdCore {
  const text = JSON.stringify(flags)
  const known = kept.get(text)
  const evaluator = known ?? new FlagdCore(undefined, silent, options)
  if (known) kept.delete(text)
  else evaluator.setConfigurations(text)
  kept.set(text, evaluator)
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break
    kept.delete(oldest)
  }
  return evaluator
}
