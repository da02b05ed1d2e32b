import { randomBytes } from 'node:crypto'
import { appendFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { database } from '@/db/client'
import { env } from '../../env'
import { log } from '../../log'
import { type Checkpoint, readCheckpoint } from './checkpoint'
import { rootAt } from './merkle'
import { treeOf } from './tree'

// What could not be written is not tried again with every checkpoint that follows.
const againMs = 5000

/** What is not published yet, by log, oldest first. */
const due = new Map<string, string[]>()
// Of a folder that stays away, no more are remembered; the newest is what counts.
const mostDue = 10_000
let notBefore = 0
let running: Promise<void> | null = null
/** The logs whose published checkpoints are known to be of what is in the database. */
const agreed = new Set<string>()
const disputed = new Set<string>()

/**
 * Puts a new checkpoint where others can keep it: `<log>/latest`, and at the end of a file per day in
 * `<log>/history`. Never throws, and nothing needs to wait for it: what could not be written is written later.
 */
export function publish(logId: string, note: string): Promise<void> {
  due.set(logId, [...(due.get(logId) ?? []).slice(1 - mostDue), note])
  return publishDue()
}

/** Writes what is still to be published, unless that failed a moment ago. */
export function publishDue(): Promise<void> {
  running ??= writeDue().finally(() => {
    running = null
  })
  return running
}

/** Publishes what a process that ended in between has not. */
export async function publishNewest(): Promise<void> {
  try {
    const { rows } = await database().read.execute<{ id: string; note: string }>(sql`
      select l.log_id as id, c.note from audit_logs l
      join audit_checkpoints c on c.log_id = l.log_id and c.size = l.size`)
    for (const { id, note } of rows)
      if ((await publishedLatest(id)) !== note && !due.has(id)) due.set(id, [note])
  } catch (error) {
    log().warn({ err: error }, 'what was published of the log cannot be read')
  }
  await publishDue()
}

async function writeDue(): Promise<void> {
  for (const [logId, notes] of due) {
    if (Date.now() < notBefore) return
    try {
      await write(logId, notes)
      notBefore = 0
      const done = new Set(notes)
      const rest = (due.get(logId) ?? []).filter((note) => !done.has(note))
      due.delete(logId)
      // Set anew, it is the last of this round.
      if (rest.length > 0) due.set(logId, rest)
    } catch (error) {
      notBefore = Date.now() + againMs
      log().error({ err: error, folder: env().auditPublish }, 'a checkpoint was not published')
    }
  }
}

/** The checkpoint that was published last of a log; null where none was. Throws where it cannot be read. */
export async function publishedLatest(logId: string): Promise<string | null> {
  const file = join(env().auditPublish, logId, 'latest')
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}

/** Signed notes of a log that were published, newest first, `most` of them. */
export async function publishedNotes(logId: string, most: number): Promise<string[]> {
  const folder = join(env().auditPublish, logId, 'history')
  const latest = await publishedLatest(logId)
  const found = latest ? [latest] : []
  for (const day of (await readdir(folder).catch(() => [])).sort().reverse()) {
    if (found.length >= most) break
    const text = await readFile(join(folder, day), 'utf8')
    const notes = text.trimEnd().split(/(?<=\n)\n(?=[^\u2014])/)
    found.push(...notes.map((note) => `${note.trimEnd()}\n`).reverse())
  }
  return found.slice(0, most)
}

async function write(logId: string, notes: readonly string[]): Promise<void> {
  const note = notes.at(-1) ?? ''
  const folder = join(env().auditPublish, logId)
  await mkdir(join(folder, 'history'), { recursive: true })
  const day = new Date().toISOString().slice(0, 10)
  await appendFile(join(folder, 'history', day), notes.map((one) => `${one}\n`).join(''))
  const mine = readCheckpoint(note)
  const latest = readCheckpoint((await publishedLatest(logId)) ?? '')
  if (mine && latest && !(await follows(logId, mine, latest))) return
  const fresh = join(folder, `latest.${randomBytes(6).toString('hex')}`)
  await writeFile(fresh, note)
  await rename(fresh, join(folder, 'latest'))
}

/** Whether a checkpoint may take the place of the one before: not where it is not its successor. */
async function follows(logId: string, mine: Checkpoint, latest: Checkpoint): Promise<boolean> {
  if (disputed.has(logId)) return false
  // Another process was faster.
  if (agreed.has(logId) && latest.size >= mine.size) return false
  if (agreed.has(logId)) return true
  const root =
    latest.size <= mine.size ? await rootAt(latest.size, treeOf(database().read, logId)) : null
  if (root?.equals(latest.root)) {
    agreed.add(logId)
    return latest.size < mine.size
  }
  disputed.add(logId)
  log().error(
    { log: logId, published: latest.size, size: mine.size },
    'the published checkpoint is not of the log in the database: was it set back or rewritten? The published one stays; run hub audit verify',
  )
  return false
}
