import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openPools } from '@/lib/database'
import { env } from '@/lib/env'
import { runningDatabase } from '@/lib/running'
import { type DemoUser, ensureUsers } from './identity'
import { type DemoRole, organization, type Step, steps } from './plan'
import { runCli, tune } from './run'
import { serveTraffic } from './traffic'

interface Progress {
  users: DemoUser[]
  /** Steps of the plan that are done. */
  done: number
}

const [url] = process.argv.slice(2)
if (!url) throw new Error('Say where the hub answers.')
await fill(url)

/**
 * Fills the sample organization of a running hub by running the example projects as jobs do, through the
 * CLI, the API and MLflow's, going on where an earlier start was cut off, and writes `demo.json` last.
 */
async function fill(url: string): Promise<void> {
  const { dataDir } = env()
  const progressFile = join(dataDir, 'demo.progress.json')
  const progress = await readProgress(progressFile)
  const closePools = openPools(await runningDatabase())
  try {
    progress.users = await ensureUsers(progress.users)
  } finally {
    await closePools()
  }
  await keep(progressFile, progress)
  while (progress.done < steps.length) {
    const step = steps[progress.done]
    if (!step) break
    process.stderr.write(`[${progress.done + 1}/${steps.length}] ${inWords(step)}\n`)
    await perform(url, tokenOf(progress.users, step.as), step)
    progress.done++
    await keep(progressFile, progress)
  }
  const demo = { url, organization: organization.slug, users: progress.users }
  await keep(join(dataDir, 'demo.json'), demo)
}

async function perform(url: string, token: string, step: Step): Promise<void> {
  if ('hub' in step) return runCli(url, token, step.hub, step.folder)
  if ('serve' in step) return serveTraffic(url, token, step.serve)
  if ('tune' in step) return tune(url, token, step.tune)
  const answer = await fetch(new URL(`/api/v1/${organization.slug}${step.path}`, url), {
    method: step.method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(step.body),
  })
  if (!answer.ok) throw new Error(`${step.method} ${step.path}: ${await answer.text()}`)
}

async function readProgress(file: string): Promise<Progress> {
  if (!existsSync(file)) return { users: [], done: 0 }
  return JSON.parse(await readFile(file, 'utf8')) as Progress
}

/** Replaces a file at once, readable by its owner only. */
async function keep(file: string, content: unknown): Promise<void> {
  const fresh = `${file}.new`
  await writeFile(fresh, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  await rename(fresh, file)
}

function tokenOf(users: DemoUser[], role: DemoRole): string {
  const user = users.find((candidate) => candidate.role === role)
  if (!user) throw new Error(`Nobody is ${role}.`)
  return user.token
}

function inWords(step: Step): string {
  if ('serve' in step) return `${step.as}: node serve.js, asked for every penguin by ${step.serve}`
  if ('tune' in step) return `${step.as}: node tune.js ${step.tune}`
  if ('path' in step) return `${step.as}: ${step.method} ${step.path}`
  return `${step.as}: hub ${step.hub.filter((word) => word !== '-p').join(' ')}`.slice(0, 110)
}
