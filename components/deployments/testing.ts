import type { Variant } from '@/lib/deployments/view'

/** A variant as tests of components want it. */
export function variantOf(version: number, changed: Partial<Variant> = {}): Variant {
  const uri = `model://churn/v${version}`
  return {
    ...{ name: `v${version}`, uri, model: 'churn', version, digest: `sha256:${version}` },
    ...{ weight: 100, asked: uri, state: 'approved', life: 'live', unapproved: false },
    ...changed,
  }
}
