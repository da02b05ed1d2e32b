import { z } from 'zod'

/** The tag by which MLflow clients note, as a JSON list, the versions that were registered of a logged model. */
export const modelVersionsTag = 'mlflow.modelVersions'

const Noted = z.array(z.object({ name: z.string(), version: z.coerce.string() }))

interface Registered {
  name: string
  version: number
}

/**
 * What a client wrote in that tag without the versions that the hub knows of itself, which not everybody who
 * reads the tag may see; null where nothing is left. What is no such list stays as it is.
 */
function withoutRegistrations(text: string, known: readonly Registered[]): string | null {
  const noted = read(text)
  if (!noted) return text
  const left = noted.filter((one) => !known.some((other) => isSame(one, other)))
  return left.length > 0 ? JSON.stringify(once(left)) : null
}

/** The tags of a logged model as they are kept, of which the hub knows these registrations. */
export function keptTags(
  { [modelVersionsTag]: noted, ...tags }: Record<string, string>,
  known: readonly Registered[],
): Record<string, string> {
  const left = noted === undefined ? null : withoutRegistrations(noted, known)
  return left === null ? tags : { ...tags, [modelVersionsTag]: left }
}

/** What the tag says to who sees these registrations: each version once; null where there is none. */
export function withRegistrations(
  text: string | undefined,
  registrations: readonly Registered[],
): string | null {
  const noted = text === undefined ? [] : read(text)
  if (!noted) return text ?? null
  const known = registrations.map(({ name, version }) => ({ name, version: String(version) }))
  const all = once([...known, ...noted])
  return all.length > 0 ? JSON.stringify(all) : null
}

function read(text: string): z.output<typeof Noted> | null {
  try {
    return Noted.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

const isSame = (one: { name: string; version: string }, other: Registered) =>
  one.name === other.name && one.version === String(other.version)

function once<T extends { name: string; version: string }>(noted: readonly T[]): T[] {
  const byName = new Map<string, T>()
  for (const one of noted) {
    const key = JSON.stringify([one.name, one.version])
    if (!byName.has(key)) byName.set(key, one)
  }
  return [...byName.values()]
}
