import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, startHub } from '@/e2e/support/hub.mjs'
import { openPools } from '@/lib/database'
import { parseEnv, setEnv } from '@/lib/env'
import { runningDatabase } from '@/lib/running'
import { type Clone, makeClone } from './clone'
import { type Block, documents, readDocument } from './document'
import { makeOrganization, makePeople, type People } from './organization'
import { missingLine } from './output'
import { Shell } from './shell'
import { reasonToSkip, type Swap, substitutions } from './substitutions'

// Every block of commands in the documents is run, in order, one shell for each document, against one
// production hub. A block that is a file of the reader's (`file=…`) is written first.

/** What a document takes for granted besides a hub and tokens. */
const before: Record<string, string> = {
  'README.md': `
    export HUB_URL=http://localhost:3000 HUB_TOKEN='<token of the contributor>'
    cd examples/penguins
    hub run prepare
    for trees in 20 2 3 4; do hub run train -p trees=$trees; done
    HUB_TOKEN='<token of the approver>' hub approve model://penguins/v1 model://penguins/v3 model://penguins/v4
    split() {
      echo "$1" | HUB_TOKEN='<token of the admin>' hub deploy apply - --name penguin-service --project penguins
    }
    split '[{v3: {model: "model://penguins/v3", traffic: 100%}}]'
    split '[{v4: {model: "model://penguins/v4", traffic: 90%}}, {v3: {model: "model://penguins/v3", traffic: 10%}}]'
    cd ../.. && unset HUB_URL HUB_TOKEN`,
}

const patience = 60_000
const logs = mkdtempSync(join(tmpdir(), 'hub-docs-log-'))
let url = ''
let dataDir = ''
let people: People
let stop = async () => {}

beforeAll(async () => {
  const env = { HUB_WORKERS: '1', HUB_WEBHOOK_ALLOW: '127.0.0.1/32' }
  const hub = await startHub({ env, log: join(logs, 'hub.log') })
  setEnv(parseEnv({ HUB_DATA_DIR: hub.dataDir, HUB_LOG: 'silent' }))
  const closePools = openPools(await runningDatabase())
  url = hub.url
  dataDir = hub.dataDir
  stop = async () => {
    await closePools()
    await hub.stop()
  }
  people = await makePeople()
}, 120_000)
afterAll(async () => {
  await stop()
  rmSync(logs, { recursive: true, force: true })
})

const all = documents().map(readDocument)

describe.each(all.filter(({ blocks }) => blocks.some(isRun)))('$file', ({ file, blocks }) => {
  let clone: Clone
  let shell: Shell
  let swaps: Swap[] = []
  const asMeant = (text: string) =>
    swaps.reduce((kept, { written, meant }) => kept.replaceAll(written, meant), text)
  const asWritten = (text: string) =>
    swaps.reduce(
      (kept, { written, meant, printed }) => (printed ? kept.replaceAll(meant, written) : kept),
      text,
    )

  const run = async (script: string, expected: string | null) => {
    const { done, output } = await shell.run(asMeant(script), patience)
    const told = asWritten(output)
    expect(done, `${script}\n\nfailed, or did not end; it printed:\n${told}`).toBe(true)
    const missing = expected === null ? null : missingLine(expected, told)
    expect(missing, `the line is not in what was printed:\n${told}`).toBeNull()
  }

  beforeAll(async () => {
    const organization = `acme-${all.findIndex((document) => document.file === file)}`
    const tokens = await makeOrganization(organization, people)
    clone = await makeClone()
    const { project } = clone
    const port = await freePort()
    swaps = substitutions({ url, organization, tokens, dataDir, project, port })
    const cwd = file.startsWith('examples/') ? join(project, dirname(file)) : project
    const env = { ...clone.env, HUB_DATA_DIR: dataDir, NEXT_TELEMETRY_DISABLED: '1' }
    shell = new Shell(clone.notes, { cwd, env, input: tokens.contributor })
    if (before[file]) await run(before[file], null)
  }, patience)
  afterAll(async () => {
    shell?.close()
    await clone?.remove()
  })

  for (const block of blocks.filter((one) => isRun(one) || one.marks.file)) {
    const { line, marks, text } = block
    const name = `line ${line}: ${marks.file ?? text.split('\n')[0]}`
    const reason = reasonToSkip(marks.needs)
    if (reason) it.skip(`${name} (${reason})`)
    else if (marks.file)
      it(name, () => {
        const path = join(shell.cwd, marks.file ?? '')
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, `${asMeant(text)}\n`)
      })
    else
      it(name, { timeout: patience + 5000 }, async ({ skip }) => {
        skip(shell.over, 'a command before it failed')
        await run(text, expectationOf(block))
      })
  }
})

function isRun({ language }: Block): boolean {
  return language === 'sh'
}

/** The block that follows, or what stands behind the arrows of its comments. */
function expectationOf({ text, output }: Block): string | null {
  const arrows = [...text.matchAll(/#\s*→\s*(.+)$/gm)].map(([, line]) => line)
  return output ?? (arrows.length > 0 ? arrows.join('\n') : null)
}
