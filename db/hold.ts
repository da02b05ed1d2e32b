import { randomUUID } from 'node:crypto'
import { readFileSync, unlinkSync } from 'node:fs'
import { readFile, readlink, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { createJson, readJson, writeJson } from './embedded/files'
import { startOf } from './embedded/process'

/** Who holds a folder: `start` tells a reused pid apart, `place` a process that we cannot see. */
export interface Holder {
  token: string
  pid: number
  start: string
  place: string
  host: string
  startedAt: string
  url?: string
}

/** A hold on a folder; nobody else gets it before `release()` or the end of this process. */
export interface Hold {
  update(fields: { url?: string }): Promise<void>
  release(): Promise<void>
}

/** Another process works on the folder. `holder` is what it wrote about itself. */
export class DataDirInUse extends Error {
  override name = 'DataDirInUse'
  readonly expected = true
  constructor(
    what: string,
    readonly holder: Holder,
  ) {
    const where = holder.host === hostname() ? '' : ` on ${holder.host}`
    const url = holder.url ? ` (${holder.url})` : ''
    super(
      `${what} is in use by process ${holder.pid}${where}${url}, running since ${holder.startedAt}. Stop it, or choose another folder with HUB_DATA_DIR.`,
    )
  }
}

const beat = 2000
const patience = 5 * beat

/**
 * Takes the lock file at `path`; `what` names the thing in the refusal.
 * @throws DataDirInUse when another live process has it
 */
export async function hold(
  path: string,
  what: string,
  fields: { url?: string } = {},
): Promise<Hold> {
  let mine = { ...(await ourselves()), ...fields }
  await take(path, what, mine)
  const pulse = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => {})
  }, beat).unref()
  const onExit = () => releaseSync(path, mine.token)
  process.once('exit', onExit)
  return {
    async update(changed) {
      mine = { ...mine, ...changed }
      await writeJson(path, mine)
    },
    async release() {
      clearInterval(pulse)
      process.off('exit', onExit)
      releaseSync(path, mine.token)
    },
  }
}

async function take(path: string, what: string, mine: Holder): Promise<void> {
  for (;;) {
    if (await createJson(path, mine)) return
    const found = await holderOf(path)
    if (found === undefined) continue
    if (found.pid === 0 && (await isFresh(path))) await wait(50)
    else if (await lives(path, found)) throw new DataDirInUse(what, found)
    else if (await replace(path, found, mine)) return
  }
}

/**
 * Puts our record in the place of the dead holder's. Two processes may see the same dead holder:
 * a second lock, named after it, lets one of them look again and replace; its own death is
 * handled the same way.
 */
async function replace(path: string, dead: Holder, mine: Holder): Promise<boolean> {
  const right = `${path}.${dead.token}`
  const holder = await ourselves()
  try {
    await take(right, path, holder)
  } catch (error) {
    if (!(error instanceof DataDirInUse)) throw error
    await wait(20)
    return false
  }
  try {
    if ((await holderOf(path))?.token !== dead.token) return false
    await writeJson(path, mine)
    return true
  } finally {
    releaseSync(right, holder.token)
  }
}

/** Whether the file may still be being written, where it could not be made in one step. */
async function isFresh(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && Math.abs(Date.now() - found.mtimeMs) < beat
}

/** Whether the holder still runs. One in another container or machine must show it by its pulse. */
async function lives(path: string, holder: Holder): Promise<boolean> {
  if (holder.pid === 0) return false
  if (holder.place === (await place())) return (await startOf(holder.pid)) === holder.start
  const touched = async () => (await stat(path).catch(() => undefined))?.mtimeMs
  const before = await touched()
  if (before === undefined || Math.abs(Date.now() - before) > 6 * patience) return false
  for (const until = Date.now() + patience; Date.now() < until; await wait(beat / 4)) {
    if ((await touched()) !== before) return true
  }
  return false
}

/** What the lock file says; a file that a crash left half-written has the pid 0. */
async function holderOf(path: string): Promise<Holder | undefined> {
  const found = await readJson(path)
  if (found === undefined) return undefined
  const text = (key: string) => (typeof found[key] === 'string' ? found[key] : '')
  return {
    token: text('token') || 'unreadable',
    pid: typeof found.pid === 'number' ? found.pid : 0,
    start: text('start'),
    place: text('place'),
    host: text('host'),
    startedAt: text('startedAt'),
    ...(text('url') && { url: text('url') }),
  }
}

async function ourselves(): Promise<Holder> {
  return {
    token: randomUUID(),
    pid: process.pid,
    start: (await startOf(process.pid)) ?? '',
    place: await place(),
    host: hostname(),
    startedAt: new Date().toISOString(),
  }
}

/** Where pids mean what they mean to us: this boot of this machine, this container. */
async function place(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  const container = await readlink('/proc/self/ns/pid').catch(() => '')
  return [hostname(), boot.trim(), container].join(' ')
}

function releaseSync(path: string, token: string): void {
  try {
    const found: Partial<Holder> = JSON.parse(readFileSync(path, 'utf8'))
    if (found.token === token) unlinkSync(path)
  } catch {
    // Gone already, or never ours: nothing to release.
  }
}
