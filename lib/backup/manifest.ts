import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { settle } from '../files/store'
import { Sha256 } from '../view'
import { BackupProblem } from './problem'

/**
 * What a backup holds. Written last and by rename, so that a folder has one exactly when a backup in it
 * is complete:
 *
 *     manifest.json         this
 *     tables-<time>/*.gz    a table each, as PostgreSQL's COPY writes it
 *     blobs/ab/cd/<digest>  the files
 */
export const Manifest = z.object({
  format: z.literal(1),
  /** Of the hub that wrote it. */
  version: z.string(),
  /** The last migration that the database had had. */
  schema: z.object({ tag: z.string(), when: z.number() }),
  createdAt: z.iso.datetime(),
  /** Ids; a backup is continued by the hub that has one of them. */
  organizations: z.array(z.string()),
  /** The folder of the tables. */
  folder: z.string().regex(/^tables-\w+$/),
  tables: z.array(
    z.object({
      name: z.string().regex(/^\w+$/),
      columns: z.array(z.string().regex(/^\w+$/)).min(1),
      rows: z.int().min(0),
      /** Of the file, compressed. */
      bytes: z.int().min(0),
      sha256: Sha256,
    }),
  ),
  blobs: z.object({ count: z.int().min(0), bytes: z.int().min(0) }),
})
export type Manifest = z.infer<typeof Manifest>
export type SavedTable = Manifest['tables'][number]

const marker = 'model-hub-backup.txt'
const note = `This folder is a backup of a Model Hub, made by: npm run backup DIR
It is complete when manifest.json is in it. To put it into an empty hub: npm run restore DIR
Whoever can read this folder can read every model in it. Keep it as you keep the hub itself.
`

export const tableFile = (dir: string, { folder }: { folder: string }, name: string): string =>
  join(dir, folder, `${name}.gz`)
export const blobsFolder = (dir: string): string => join(dir, 'blobs')

/**
 * Makes a folder ready for a backup: a new or empty one, or one that has held a backup before. Throws
 * `BackupProblem` for any other, so that nothing of somebody else's is ever written to.
 */
export async function claimFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' || error.code === 'ENOTDIR'
      ? new BackupProblem(`${dir} is a file. Name a folder.`)
      : error
  })
  const names = await readdir(dir)
  if (names.includes(marker)) return
  if (names.length > 0)
    throw new BackupProblem(
      `${dir} is not empty and no backup of a hub. Name a new or empty folder, or one with an earlier backup.`,
    )
  await writeFile(join(dir, marker), note, { mode: 0o600 })
}

/** The manifest of a complete backup; null where there is none. Throws `BackupProblem` for a damaged one. */
export async function findManifest(dir: string): Promise<Manifest | null> {
  const path = join(dir, 'manifest.json')
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
    return null
  })
  if (text === null) return null
  const parsed = Manifest.safeParse(asJson(text))
  if (parsed.success) return parsed.data
  throw new BackupProblem(
    `${path} is damaged, or was written by a hub that writes backups in another way.`,
  )
}

/** The manifest of a backup to restore. Throws `BackupProblem` where none was finished. */
export async function readManifest(dir: string): Promise<Manifest> {
  const manifest = await findManifest(dir)
  if (manifest) return manifest
  const begun = await stat(join(dir, marker)).catch(() => null)
  throw new BackupProblem(
    begun
      ? `The backup in ${dir} was never finished. Run npm run backup ${dir} again, to its end.`
      : `There is no backup in ${dir}.`,
  )
}

/** Completes a backup: everything it names is on the disk. */
export async function writeManifest(dir: string, manifest: Manifest): Promise<void> {
  const path = join(dir, 'manifest.json')
  const draft = `${path}.new`
  await writeFile(draft, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
  await settle(draft)
  await rename(draft, path)
  await settle(dir).catch(() => undefined)
  await settle(dirname(dir)).catch(() => undefined)
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
