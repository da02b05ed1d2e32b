import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, rm, writeFile } from 'node:fs/promises'

/** The JSON object in the file: undefined when there is no file, `{}` when it holds no object. */
export async function readJson(path: string): Promise<Record<string, unknown> | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

/** Writes the file in one step (readers see the old or the new one), for the owner alone. */
export async function writeJson(path: string, value: object): Promise<void> {
  await rename(await draftOf(path, value), path)
}

/** Makes the file, complete from the first moment; false when there is one already. */
export async function createJson(path: string, value: object): Promise<boolean> {
  const draft = await draftOf(path, value)
  try {
    await link(draft, path)
    return true
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EEXIST') return false
    // Some file systems have no hard links; there the file is empty for a moment.
    return await writeFile(path, JSON.stringify(value), { mode: 0o600, flag: 'wx' }).then(
      () => true,
      (second: NodeJS.ErrnoException) => {
        if (second.code === 'EEXIST') return false
        throw second
      },
    )
  } finally {
    await rm(draft, { force: true })
  }
}

/** The complete file under another name beside it, on the disk before anything points to it. */
async function draftOf(path: string, value: object): Promise<string> {
  const draft = `${path}.${randomUUID()}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(value, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  return draft
}
