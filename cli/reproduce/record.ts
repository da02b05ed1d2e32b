import type { Reproduction } from '@/lib/runs/reproduction-view'
import { parseUri } from '@/lib/uri'
import type { Client } from '../client'
import { exitCodes, Failure, invalid } from '../failure'
import { versionPath } from '../refs'

/**
 * The exact record of the run that a URI means: that run, or the one that made that version.
 * @throws Failure when there is none, or the URI is of something else
 */
export async function findRecord(
  client: Client & { org: string },
  uri: string,
): Promise<Reproduction> {
  const parsed = parseUri(uri)
  if (!parsed.ok) throw invalid(parsed.message)
  const { uri: read } = parsed
  if (read.kind === 'model')
    return await client.get<Reproduction>(await versionPath(client, read, 'reproduction'))
  if (read.kind !== 'run')
    throw invalid(
      `${uri} was not run. Name a version, model://name/v3, or a run, run://project/12.`,
    )
  return await client.get<Reproduction>(runRecordPath(client, read))
}

/** The path of the record of a run in the API. */
export function runRecordPath(
  client: Pick<Client, 'path'>,
  { project, number }: { project: string; number: number },
): string {
  return client.path('projects', project, 'runs', number, 'reproduction')
}

/** @throws Failure naming the part that is missing, where nothing could be run */
export function requireWhole({ uri, command, commit, code, definition }: Reproduction): void {
  const missing = [
    command || definition?.step ? null : 'the command',
    code || (commit && !commit.id.startsWith('~')) ? null : 'the code',
  ].filter((part) => part !== null)
  if (missing.length === 0) return
  throw new Failure(
    `${uri} cannot be followed: ${missing.join(' and ')} of it was not recorded, or you may not see it.`,
    { code: 'not_reproducible', exitCode: exitCodes.failed },
  )
}
