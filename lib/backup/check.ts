import { join } from 'node:path'
import { knownMigrations, type Migrated } from '@/db/history'
import { blobName } from '../files/store'
import { forEach, measured, problemOf } from './blobs'
import { blobsFolder, type Manifest, tableFile } from './manifest'
import { BackupProblem, listed } from './problem'
import { savedBlobs } from './save'
import { isBackedUp } from './tables'

/** The migration that a backup was made after. Throws `BackupProblem` where this program has no such. */
export async function schemaToRestore(manifest: Manifest, root: string): Promise<Migrated> {
  const { schema, version } = manifest
  const known = await knownMigrations(root)
  const found = known.find(({ when }) => when === schema.when)
  if (found) return found
  throw new BackupProblem(
    `This backup was made by Model Hub ${version} (schema ${schema.tag}), and this program knows schemas only up to ${known.at(-1)?.tag}. Restore it with that version or a newer one.`,
  )
}

/** Reads the whole backup. Throws `BackupProblem` that lists what is missing or has other bytes. */
export async function checkBackup(dir: string, manifest: Manifest): Promise<void> {
  refuse(dir, unknownTables(manifest))
  const problems: string[] = []
  for (const { name, sha256 } of manifest.tables) {
    const path = tableFile(dir, manifest, name)
    const found = await measured(path)
    if (found?.sha256 !== sha256)
      problems.push(`${path} ${found ? 'has other bytes' : 'is missing'}`)
  }
  refuse(dir, problems)
  let count = 0
  let bytes = 0
  await forEach(savedBlobs(dir, manifest), 4, async (blob) => {
    const problem = problemOf(blob, await measured(join(blobsFolder(dir), blobName(blob.sha256))))
    if (problem) problems.push(`file ${problem}`)
    count++
    bytes += blob.size
  })
  refuse(dir, problems)
  if (count !== manifest.blobs.count || bytes !== manifest.blobs.bytes)
    refuse(dir, [`the list of files names ${count} instead of ${manifest.blobs.count}`])
}

/** What of its tables no backup has: restoring them would fill tables that a hub writes itself. */
function unknownTables({ tables }: Manifest): string[] {
  const names = tables.map(({ name }) => name)
  const unknown = names.filter((name) => !isBackedUp(name))
  const twice = names.filter((name, place) => names.indexOf(name) !== place)
  return [
    ...unknown.map((name) => `the manifest names a table ${name}, which no backup has`),
    ...twice.map((name) => `the manifest names the table ${name} twice`),
  ]
}

function refuse(dir: string, problems: string[]): void {
  if (problems.length === 0) return
  throw new BackupProblem(
    `The backup in ${dir} is damaged, and nothing was restored:\n${listed(problems)}\nUse another backup, or put back what is damaged.`,
  )
}
