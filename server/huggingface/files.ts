import { createHash } from 'node:crypto'

interface Held {
  name: string
  /** Bytes. */
  size: number
  sha256: string
}

/** A file as trees list it: as if Git LFS kept it, so that clients check our SHA-256. */
export interface FileEntry {
  type: 'file'
  path: string
  size: number
  /** Of the pointer that Git would keep. */
  oid: string
  lfs: { oid: string; size: number; pointerSize: number }
}

export interface FolderEntry {
  type: 'directory'
  path: string
  size: 0
  oid: string
}

export type Entry = FileEntry | FolderEntry

/** The files and folders of a version, in the order of their paths. */
export function entriesOf(files: readonly Held[]): Entry[] {
  const folders = new Set(files.flatMap(({ name }) => foldersOf(name)))
  const all = [...[...folders].map(folderEntry), ...files.map(fileEntry)]
  return all.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** What lies in a folder; the empty path is the whole. Null where there is no such folder. */
export function entriesIn(all: Entry[], folder: string, recursive: boolean): Entry[] | null {
  if (folder && !all.some(({ type, path }) => type === 'directory' && path === folder)) return null
  const prefix = folder ? `${folder}/` : ''
  return all.filter(
    ({ path }) =>
      path.startsWith(prefix) && (recursive || !path.slice(prefix.length).includes('/')),
  )
}

export function fileEntry({ name, size, sha256 }: Held): FileEntry {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`
  return {
    ...{ type: 'file', path: name, size, oid: gitOid('blob', pointer) },
    lfs: { oid: sha256, size, pointerSize: pointer.length },
  }
}

// Clients tell folders from one another by it and look for nothing behind it.
const folderEntry = (path: string): FolderEntry => ({
  ...{ type: 'directory', path, size: 0 },
  oid: gitOid('tree', path),
})

function foldersOf(name: string): string[] {
  const parts = name.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}

function gitOid(kind: 'blob' | 'tree', content: string): string {
  const bytes = Buffer.from(content)
  return createHash('sha1').update(`${kind} ${bytes.length}\0`).update(bytes).digest('hex')
}
