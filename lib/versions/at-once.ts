import { parseModelUri, versionUri } from '../uri'

/** The most versions that one request acts on. */
export const mostAtOnce = 200

/** The most that are compared with each other. */
export const mostCompared = 50

/** The most characters of a URI that names one of them. */
export const longestUri = 500

/** One version by its number, and by its content where that is pinned. */
export interface NumberedVersion {
  model: string
  version: number
  digest: string | null
}

/**
 * Reads the URI of one version of the organization `org`. What a name such as `latest` means changes while
 * one decides, so names are not taken.
 */
export function readNumbered(
  text: string,
  org: string,
): { ok: true; version: NumberedVersion } | { ok: false; message: string } {
  const parsed = parseModelUri(text)
  if (!parsed.ok) return parsed
  const { organization, model, version, digest, file, at } = parsed.uri
  const wrong = (why: string) => ({ ok: false as const, message: `${text}: ${why}` })
  if (!version || file !== null || at !== null)
    return wrong(`Name one version, such as ${versionUri(model, 1)}.`)
  if (version.kind !== 'number')
    return wrong(`Name the version by its number, such as ${versionUri(model, 1)}.`)
  if (organization !== null && organization !== org)
    return wrong(`It is of the organization ${organization}; this is ${org}.`)
  return { ok: true, version: { model, version: version.number, digest } }
}
