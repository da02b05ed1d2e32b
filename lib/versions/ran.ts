import { createHash } from 'node:crypto'
import { canonical } from '../audit/event'
import { sectionDigests } from '../cards/sections'
import { blocksOf } from '../cards/write'
import type { ReadDb } from '../door'
import { conflict } from '../errors'
import { gateContext } from '../gates/context'
import { evaluateGates } from '../gates/evaluate'
import type { GateResult } from '../gates/view'
import type { EffectivePolicy, Origin } from '../policies/effective'
import { type BaseVersion, baseOf } from './approved'
import { type CardSections, evidenceDigest } from './evidence'
import type { VersionTarget } from './find'
import { boundBy } from './insert'
import { type EvidenceResult, evidenceResults, requiredSections } from './required'

/** What the policy's gates and the evidence that it requires came to, and against which version. */
export interface RanChecks {
  base: { version: number; digest: string } | null
  gates: GateResult[]
  evidence: EvidenceResult[]
}

/** Runs every check of a version's policy, as things are in this transaction; `known` is its base. */
export async function runChecks(
  db: ReadDb,
  target: VersionTarget,
  now: Date,
  known?: BaseVersion | null,
): Promise<RanChecks> {
  const { policy } = target.of
  const base = known === undefined ? await baseOf(db, target) : known
  const items = policy.evidence.map(({ value }) => value)
  return {
    base: base && { version: base.number, digest: `sha256:${base.manifestDigest}` },
    gates: await gateResults(db, target, base?.id ?? null, now),
    evidence: await evidenceResults(db, target, items),
  }
}

/** Throws conflict, to be recorded, for the first gate that a version fails or the first thing that is missing. */
export function requirePassed({ version }: VersionTarget, checks: RanChecks): void {
  const failed = checks.gates.filter(({ result }) => result !== 'pass')
  const absent = checks.evidence.filter(({ ok }) => !ok)
  const [gate] = failed
  const [item] = absent
  if (!gate && !item) return
  const more = failed.length + absent.length - 1
  const rest =
    more === 0 ? '' : more === 1 ? ' One more check fails.' : ` ${more} more checks fail.`
  const why = gate ? `gate “${gate.name}”: ${gate.message}` : `missing: ${item?.message}`
  throw conflict(`v${version.number} cannot be approved; ${why}${rest}`, {
    code: gate ? 'gate_failed' : 'evidence_missing',
    details: { state: version.state, checks: { ...checks } },
    recorded: true,
  })
}

/** What a decision binds: the evidence of the version, with the sections of the card that are required. */
export async function bindingOf(
  db: ReadDb,
  { version, model, of }: VersionTarget,
): Promise<{ sections: CardSections | null; bound: string }> {
  const required = requiredSections(of.policy.evidence.map(({ value }) => value))
  if (required.length === 0) return { sections: null, bound: version.evidenceDigest }
  const sections = sectionDigests(await blocksOf(db, model), required)
  return { sections, bound: evidenceDigest(await boundBy(db, version), sections) }
}

/** The revisions that a policy is made of, with the digest of what each says. */
export function revisionsOf({ sources }: EffectivePolicy): (Origin & { digest: string })[] {
  return sources.map(({ scope, name, revision, rules }) => {
    const digest = createHash('sha256').update(canonical(rules)).digest('hex')
    return { scope, name, revision, digest: `sha256:${digest}` }
  })
}

async function gateResults(db: ReadDb, target: VersionTarget, base: string | null, now: Date) {
  const gates = target.of.policy.gates.map(({ value }) => value)
  if (gates.length === 0) return []
  return evaluateGates(gates, await gateContext(db, target, { now, base }))
}
