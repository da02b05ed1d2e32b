import { createReadStream } from 'node:fs'
import { chmod, lstat, mkdir, open, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { extract, type Header } from 'tar-stream'
import { fileNameProblem } from '@/lib/uri'
import { failed } from '../failure'
import { bytes } from '../output'
import { staysInside } from '../run/archive'

const mebibyte = 1024 * 1024
// Code is small; what unpacks to more is no code.
const most = 1024 * mebibyte
const mostEntries = 200_000

/**
 * Unpacks an archive of code into an empty folder. It may be anybody's: nothing in it comes to lie elsewhere.
 * @throws Failure when something in it would, or it is no archive
 */
export async function unpackCode(archive: string, folder: string, limit = most): Promise<void> {
  const links = new Map<string, string>()
  let left = limit
  let entries = 0
  const tar = extract()
  const gunzip = createGunzip()
  gunzip.on('error', (error) => tar.destroy(error))
  createReadStream(archive)
    .on('error', (error) => tar.destroy(error))
    .pipe(gunzip)
    .pipe(tar)
  try {
    for await (const entry of tar) {
      const { header } = entry
      left -= header.size ?? 0
      if (left < 0 || ++entries > mostEntries)
        throw failed(`The archive of the code unpacks to more than ${bytes(limit)}.`)
      const name = nameOf(header)
      if (header.type === 'symlink') links.set(name, header.linkname ?? '')
      else if (header.type === 'file')
        await writeEntry(join(folder, ...name.split('/')), header, entry)
      else if (header.type !== 'directory') throw refused(header.name, `It is a ${header.type}.`)
      entry.resume()
    }
  } catch (error) {
    gunzip.destroy()
    if (error instanceof Error && 'facts' in error) throw error
    throw failed(`The archive of the code cannot be unpacked: ${(error as Error).message}`)
  }
  // Last, so that nothing was written through one.
  for (const [name, target] of links) await link(folder, name, target)
}

function nameOf({ name, type }: Header): string {
  const bare = type === 'directory' ? name.replace(/\/+$/, '') : name
  const problem = bare === '.' && type === 'directory' ? null : fileNameProblem(bare)
  if (problem) throw refused(name, problem)
  return bare
}

async function writeEntry(
  path: string,
  { mode }: Header,
  content: AsyncIterable<unknown>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  // A second file of the same name is refused.
  const file = await open(path, 'wx')
  try {
    for await (const part of content) await file.appendFile(part as Uint8Array)
  } finally {
    await file.close()
  }
  await chmod(path, (mode ?? 0) & 0o100 ? 0o755 : 0o644)
}

async function link(folder: string, name: string, target: string): Promise<void> {
  if (!staysInside(name, target)) throw refused(name, 'It is a link that leads out of the code.')
  const parts = name.split('/')
  for (let depth = 1; depth < parts.length; depth++) {
    const above = await lstat(join(folder, ...parts.slice(0, depth))).catch(() => null)
    if (above?.isSymbolicLink()) throw refused(name, 'It is a link that lies behind another link.')
  }
  const path = join(folder, ...parts)
  await mkdir(dirname(path), { recursive: true })
  await symlink(target, path)
}

function refused(name: string, why: string) {
  return failed(`The archive of the code holds ${JSON.stringify(name)}, which is refused. ${why}`)
}
