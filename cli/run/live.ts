import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { lstat, unlink } from 'node:fs/promises'
import type { RunOutput } from '@/lib/runs/view'
import type { LocalFile } from '../blobs'
import { Failure, isPassing } from '../failure'
import { pause } from '../interruption'
import type { WorkFolder } from './layout'
import { gatherFiles } from './outputs'
import { isSidecar } from './sidecars'

const lookMs = 1000
const writable = 0o222

/**
 * Brings outputs to the hub while the command runs: a file that may not be written any more is complete; it is
 * sent, and removed here.
 */
export class LiveOutputs {
  private readonly over = new AbortController()
  /** Files that the hub refused, which are told about at the end. */
  private readonly refused = new Set<string>()
  private readonly loop: Promise<void>

  /** @param send brings one file to the hub */
  constructor(
    private readonly folder: WorkFolder,
    private readonly send: (file: LocalFile) => Promise<RunOutput>,
  ) {
    this.loop = this.keepLooking()
  }

  /** Waits for what is on its way. */
  async end(): Promise<void> {
    this.over.abort()
    await this.loop
  }

  private async keepLooking(): Promise<void> {
    for (let wait = lookMs; !this.over.signal.aborted; ) {
      await pause(wait, this.over.signal)
      if (this.over.signal.aborted) return
      const startedAt = Date.now()
      await this.look()
      // Looking at a hundred thousand files takes a while, and the command wants the machine too.
      wait = Math.max(lookMs, 10 * (Date.now() - startedAt))
    }
  }

  private async look(): Promise<void> {
    // The command may make and remove files meanwhile, folders too: what is not there now is looked at next time.
    const { files } = await gatherFiles(this.folder.outputs).catch(() => ({ files: [] }))
    for (const file of files) {
      if (isSidecar(file.name) || this.refused.has(file.name)) continue
      try {
        await this.bring(file)
      } catch (error) {
        if (isPassing(error)) return
        if (error instanceof Failure) this.refused.add(file.name)
      }
      if (this.over.signal.aborted) return
    }
  }

  private async bring(file: LocalFile): Promise<void> {
    const before = await lstat(file.path)
    // A link says nothing about the file that it leads to.
    if (!before.isFile() || (before.mode & writable) !== 0) return
    const output = await this.send(file)
    const after = await lstat(file.path)
    if (after.mtimeMs !== before.mtimeMs || after.ino !== before.ino) return
    appendFileSync(this.folder.delivered, `${JSON.stringify(output)}\n`)
    await unlink(file.path)
  }
}

/** The outputs that the hub got while the command ran. */
export function readDelivered({ delivered }: WorkFolder): RunOutput[] {
  if (!existsSync(delivered)) return []
  const lines = readFileSync(delivered, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as RunOutput)
}
