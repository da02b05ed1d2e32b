/**
 * A traffic split as the flag of a feature-flag system: the format of flagd, which its libraries evaluate in
 * many languages. What the hub answers is this flag evaluated; whoever downloads it gets the same. Pure.
 */

export interface TrafficSplit {
  /** The slug of the deployment. */
  key: string
  /** The number of its revision; 0 before the first. */
  revision: number
  /** Mixed into the bucket of each key. */
  salt: string
  /** In the order in which buckets are dealt. None: it serves nothing. */
  variants: SplitVariant[]
}

export interface SplitVariant {
  name: string
  /** Percent. */
  weight: number
  /** model:// URI of the version. */
  uri: string
  /** SHA-256 (hex) of its manifest. */
  digest: string
  /** Whether whoever asks may see the model. What they may not is not named: its part of the traffic has no answer. */
  seen: boolean
}

export interface Flags {
  $schema: string
  flags: Record<string, Flag>
}

interface Flag {
  state: 'ENABLED' | 'DISABLED'
  variants: Record<string, string>
  /** Null: whoever asks uses the default in their own code. */
  defaultVariant: string | null
  targeting?: Rule
  metadata: Record<string, string | number>
}

type Rule = { [operator: string]: unknown[] }

const schema = 'https://flagd.dev/schema/v0/flags.json'

/** The flag of a split, in a file of its own. */
export function flagsOf(split: TrafficSplit): Flags {
  const { key, revision, variants } = split
  const named = variants.filter(({ seen }) => seen)
  const values = Object.fromEntries(named.map(({ name, uri }) => [name, uri]))
  const digests = named.map(({ name, digest }) => [`digest.${name}`, `sha256:${digest}`])
  const flag: Flag = {
    state: named.length > 0 ? 'ENABLED' : 'DISABLED',
    // The format asks for one at least; a flag that is disabled answers none of them.
    variants: named.length > 0 ? values : { none: '' },
    defaultVariant: null,
    ...(named.length > 0 && { targeting: targetingOf(split) }),
    metadata: { revision, ...Object.fromEntries(digests) },
  }
  return { $schema: schema, flags: { [key]: flag } }
}

/**
 * By the targeting key alone, and for nobody without one: they would all share a bucket. The buckets lie in
 * the order of the variants, so where one widens at the cost of the next, nobody leaves it.
 */
function targetingOf({ salt, variants }: TrafficSplit): Rule {
  const key = { var: 'targetingKey' }
  const buckets = variants.map(({ name, weight, seen }) => [seen ? name : null, weight])
  return { if: [key, { fractional: [{ cat: [salt, key] }, ...buckets] }, null] }
}

/** Why a key gets the variant that it gets, in a word of OpenFeature. */
export function reasonOf({ variants }: Pick<TrafficSplit, 'variants'>): 'STATIC' | 'SPLIT' {
  return variants.length === 1 ? 'STATIC' : 'SPLIT'
}
