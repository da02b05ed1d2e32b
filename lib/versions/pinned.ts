import { conflict } from '../errors'
import { Sha256 } from '../view'
import { VersionRef, type VersionRow } from './find'

/** A version, of which one may say what content is meant. */
export const PinnedVersionRef = VersionRef.extend({
  digest: Sha256.optional().describe('The manifest digest that is meant; another is refused'),
})

/** Whoever names a digest acts on that content and no other. */
export function requireDigest(
  { number, manifestDigest }: VersionRow,
  digest: string | undefined,
): void {
  if (digest === undefined || manifestDigest === digest) return
  throw conflict(`v${number} has the digest sha256:${manifestDigest}, not the one you named.`, {
    code: 'digest_mismatch',
    details: { digest: `sha256:${manifestDigest}` },
  })
}
