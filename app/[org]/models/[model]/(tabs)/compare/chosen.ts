import type { CompareAsked } from '@/components/compare/address'
import { versionUri } from '@/lib/uri'

type Numbered = { version: number } | null

/**
 * The URIs of the versions that the page of a model compares: those of its address, else the newest and the
 * approved one, else the two newest.
 */
export function chosenOf(
  slug: string,
  { v }: Pick<CompareAsked, 'v'>,
  model: { newest: Numbered; latest: Numbered },
  versions: readonly { version: number }[],
): string[] {
  if (v.length > 0) return v.map((name) => uriOf(slug, name))
  const [newest, other] = versions
  const against = model.latest && model.latest.version !== newest?.version ? model.latest : other
  // What is approved is what the other is set against.
  return [against, newest].flatMap((one) => (one ? [versionUri(slug, one.version)] : []))
}

/** A version as the address of a model's page names it: `3`, `v3`, an alias, or a whole URI. */
export function uriOf(slug: string, name: string): string {
  if (name.includes('://')) return name
  return `model://${slug}/${/^\d+$/.test(name) ? `v${name}` : name}`
}
