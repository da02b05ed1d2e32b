import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import type { Tokens } from './organization'

interface Stage {
  url: string
  organization: string
  tokens: Tokens
  dataDir: string
  /** The folder of the clone; what goes elsewhere on a real host goes beside it. */
  project: string
  /** One that nobody has, for what a document starts. */
  port: number
}

/** What stands in the documents, and what is run in its place: all of it. */
export function substitutions(stage: Stage): Swap[] {
  const { url, organization, tokens, dataDir, project, port } = stage
  return [
    { written: 'http://localhost:3000', meant: url, printed: true },
    { written: 'acme', meant: organization, printed: true },
    { written: '/var/lib/model-hub', meant: dataDir, printed: true },
    { written: '/opt/model-hub', meant: project, printed: true },
    { written: '9400', meant: String(port), printed: true },
    { written: '/srv/', meant: `${dirname(project)}/srv/`, printed: true },
    // The same file; npx takes half a second to find it.
    { written: 'npx hub', meant: 'hub' },
    { written: '<your token>', meant: tokens.contributor },
    { written: '<token of the contributor>', meant: tokens.contributor },
    { written: '<token of the approver>', meant: tokens.approver },
    { written: '<token of the admin>', meant: tokens.admin },
  ]
}

export interface Swap {
  written: string
  meant: string
  /** Swapped back in what is printed. */
  printed?: boolean
}

interface Need {
  /** Why a block that needs it is not run where it is missing, or anywhere. */
  why: string
  /** A program whose presence decides. Without it no test runs the block. */
  program?: string
}

/** What `needs=…` may say at the top of a block. Such blocks are counted as skipped, with the reason. */
export const needs: Record<string, Need> = {
  terminal: { why: 'it runs until it is stopped, or runs these tests' },
  host: { why: 'it changes the machine: services, packages, proxies' },
  docker: { why: 'it builds or runs containers' },
  network: { why: 'it fetches from elsewhere' },
  postgres: { why: 'it works on a PostgreSQL of yours' },
  gpu: { why: 'it serves a model, for which this machine is too small' },
  // Run with the Python of that client: server/huggingface/python-client.db.test.ts.
  hf: { why: 'it needs the command line of Hugging Face' },
  python3: { why: 'there is no python3 here', program: 'python3' },
}

/** Why a block is not run, or null when it is. Throws for a need that nobody knows. */
export function reasonToSkip(need: string | undefined): string | null {
  if (need === undefined) return null
  const known = needs[need]
  if (!known)
    throw new Error(`needs=${need} is not known; add it to docs/support/substitutions.ts.`)
  if (!known.program) return known.why
  const found = spawnSync('sh', ['-c', `command -v ${known.program}`]).status === 0
  return found ? null : known.why
}
