import { createWriteStream, existsSync } from 'node:fs'
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { LogVerification } from '@/lib/audit/log/queries'
import {
  keyOf,
  type Problem,
  type Report,
  reportLines,
  Unreadable,
  verifyFile,
} from '@/lib/audit/verifier/verify-audit.mjs'
import type { Client } from '../client'
import { exitCodes, invalid } from '../failure'
import { result, tell } from '../output'
import { connect, readWords, type Surroundings, type Verb } from '../verb'

const options = {
  export: { type: 'string' },
  key: { type: 'string' },
  checkpoint: { type: 'string', multiple: true },
  from: { type: 'string' },
  to: { type: 'string' },
  output: { type: 'string', short: 'o' },
} as const

type Values = ReturnType<typeof readWords<typeof options>>['values']

export const audit: Verb = {
  name: 'audit',
  summary: 'Check the audit log, or export it to be checked elsewhere',
  help: `hub audit verify [--export FILE] [--key KEY] [--checkpoint FILE]...
hub audit export [--from DATE] [--to DATE] [-o FILE]

  hub audit verify
  hub audit verify --export march.jsonl --key key.txt
  hub audit export --from 2026-03-01 --to 2026-04-01 -o march.jsonl

  --export FILE      Check this file instead of the hub; needs no hub and no token
  --key KEY          The public key that must have signed the log, or a file that holds it
  --checkpoint FILE  A checkpoint that you kept: the log must still hold what it held then
  --from DATE        From this day, at 00:00Z, or from this time
  --to DATE          Up to this day or time, not included
  -o, --output FILE  Where to put it; on stdout when left out

verify reads the log from the hub and checks it here. The hub checks besides what stands beside the events,
and what it published. The first event that was altered, removed, swapped or put in is named.
Both are for auditors and admins. Exit code 1: it was not verified.`,

  async run(words, surroundings) {
    const { values, positionals } = readWords(words, options, 1)
    const [what] = positionals
    if (what === 'verify') return verify(values, surroundings)
    if (what === 'export') return exportLog(values, surroundings)
    throw invalid('Say what: hub audit verify, or hub audit export.')
  },
}

async function verify(values: Values, surroundings: Surroundings): Promise<number | undefined> {
  const { terminal, cwd } = surroundings
  if (values.from ?? values.to ?? values.output)
    throw invalid('--from, --to and -o are of hub audit export.')
  const check = {
    key: values.key === undefined ? null : await keyOf(values.key),
    known: await Promise.all(
      (values.checkpoint ?? []).map((file) => readFile(resolve(cwd, file), 'utf8')),
    ),
  }
  const { report, beside } =
    values.export === undefined
      ? await online(surroundings, check)
      : { report: await read(resolve(cwd, values.export), check), beside: [] }
  const problems = [...report.problems, ...beside]
  const whole = { ...report, problems, ok: problems.length === 0 }
  const { stretch: _stretch, ...told } = whole
  result(terminal, told, () => reportLines(whole))
  return whole.ok ? undefined : exitCodes.failed
}

type Check = NonNullable<Parameters<typeof verifyFile>[1]>

/** What is found here in what the hub gives out, and what the hub finds that an export does not show. */
async function online(
  surroundings: Surroundings,
  check: Check,
): Promise<{ report: Report; beside: Problem[] }> {
  const client = await connect(surroundings)
  const folder = await mkdtemp(join(tmpdir(), 'hub-audit-'))
  try {
    const file = join(folder, 'export.jsonl')
    await download(client, client.path('audit', 'export'), file)
    const report = await read(file, check)
    const own = await client.get<LogVerification>(client.path('audit', 'verification'))
    const isNew = ({ index, kind }: Problem) =>
      !report.problems.some((problem) => problem.index === index && problem.kind === kind)
    return { report, beside: own.problems.filter(isNew) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function read(file: string, check: Check): Promise<Report> {
  try {
    return await verifyFile(file, check)
  } catch (error) {
    if (error instanceof Unreadable) throw invalid(`${file}: ${error.message}`)
    throw error
  }
}

async function exportLog(values: Values, surroundings: Surroundings): Promise<undefined> {
  const { terminal, cwd } = surroundings
  if (values.export ?? values.key ?? values.checkpoint)
    throw invalid('--export, --key and --checkpoint are of hub audit verify.')
  const client = await connect(surroundings)
  const window = Object.entries({ from: values.from, to: values.to })
  const search = new URLSearchParams(window.flatMap(([name, day]) => (day ? [[name, day]] : [])))
  const path = `${client.path('audit', 'export')}?${search}`
  if (values.output === undefined) {
    const { body } = await client.call('GET', path)
    if (body)
      await pipeline(body, terminal.stdout, { end: false, signal: surroundings.interruption.stop })
    return
  }
  const file = resolve(cwd, values.output)
  if (existsSync(file)) throw invalid(`${values.output} is there already. Name another file.`)
  // Whole or not at all.
  const part = `${file}.part`
  try {
    await download(client, path, part)
    await rename(part, file)
  } finally {
    await rm(part, { force: true })
  }
  tell(
    terminal,
    `Wrote ${values.output}. Check it with: hub audit verify --export ${values.output}`,
  )
}

async function download(client: Client, path: string, file: string): Promise<void> {
  const { body } = await client.call('GET', path)
  if (body) await pipeline(body, createWriteStream(file))
}
