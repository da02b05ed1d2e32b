import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { say } from './say.mjs'

/** A failure that its sentence explains; no stack is shown for it. */
export class Failure extends Error {}

/**
 * Runs a script's work on a Node that we know, and says why it failed.
 * @param {() => Promise<void>} work
 */
export async function main(work) {
  requireNode()
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    say(error.message)
    process.exitCode = 1
  }
}

/** Adds what `.env` says to the environment, if there is one; what is set already stays. */
export function readEnvironmentFile() {
  const file = join(root, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  say(`Model Hub needs Node 20.19 or newer; this is ${process.version}. See https://nodejs.org.`)
  process.exit(1)
}
