import type { NamedFile } from './queue'

/**
 * What files are named in a version. A folder that comes alone stands for what is in it, as with `hub push`;
 * of several things each keeps its name, and a folder is part of the names of its files.
 */
export function pickedFiles(files: Iterable<File>): NamedFile[] {
  return [...files].map((file) => {
    const path = file.webkitRelativePath
    return { name: path ? path.slice(path.indexOf('/') + 1) : file.name, file }
  })
}

/** The same for what was dropped. Has to be called while the drop is handled; later the list is empty. */
export async function droppedFiles(items: Iterable<DataTransferItem>): Promise<NamedFile[]> {
  const dropped = [...items].filter(({ kind }) => kind === 'file')
  const entries = dropped.flatMap((item) => item.webkitGetAsEntry() ?? [])
  // What a script made has no place in a file system.
  if (entries.length === 0) return pickedFiles(dropped.flatMap((item) => item.getAsFile() ?? []))
  const [first] = entries
  const alone = entries.length === 1 && first?.isDirectory ? `${first.fullPath}/`.length : 1
  const found = (await Promise.all(entries.map(filesIn))).flat()
  return found
    .map(({ path, file }) => ({ name: path.slice(alone), file }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

interface Found {
  /** From the root of what was dropped, with a slash in front. */
  path: string
  file: File
}

async function filesIn(entry: FileSystemEntry): Promise<Found[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ path: entry.fullPath, file }]
  }
  if (!isFolder(entry)) return []
  return (await Promise.all((await listed(entry)).map(filesIn))).flat()
}

/** A reader hands a folder out in parts, the last of them empty. */
async function listed(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const found: FileSystemEntry[] = []
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (part.length === 0) return found
    found.push(...part)
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
