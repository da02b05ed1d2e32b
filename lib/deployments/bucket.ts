import { FlagdCore } from '@openfeature/flagd-core'
import type { TrafficSplit } from './flag'
import { mostVariants } from './split'

const nothing = () => undefined
const silent = { error: nothing, warn: nothing, info: nothing, debug: nothing }
const places = Array.from({ length: mostVariants }, (_, place) => place)

/**
 * The rule of every split at once, with what differs left open: reading a flag takes ten times as long as
 * evaluating it, and whoever asks for all deployments of an organization would have hundreds read.
 */
const rule = {
  fractional: [
    { cat: [{ var: 'salt' }, { var: 'targetingKey' }] },
    ...places.map((place) => [String(place), { var: `weight${place}` }]),
  ],
}

// By interpreting: no text of a flag becomes code.
const core = new FlagdCore(undefined, silent, { disableDynamicCodeGeneration: true })
core.setConfigurations(
  JSON.stringify({
    flags: {
      split: {
        ...{ state: 'ENABLED', defaultVariant: null, targeting: rule },
        variants: Object.fromEntries(places.map((place) => [place, String(place)])),
      },
    },
  }),
)

/**
 * The variant that a targeting key gets, as its flag evaluates everywhere; null where it is to use the default
 * in its code.
 */
export function variantFor({ salt, variants }: TrafficSplit, targetingKey: string): string | null {
  const weights = places.map((place) => [`weight${place}`, variants[place]?.weight ?? 0])
  const context = { targetingKey, salt, ...Object.fromEntries(weights) }
  const told = core.resolveStringEvaluation('split', '', context)
  if (told.errorMessage) throw new Error(told.errorMessage)
  const variant = told.variant === undefined ? undefined : variants[Number(told.variant)]
  return variant?.seen ? variant.name : null
}
