import { parseArgs } from 'node:util'
import type { Ctx } from '@/lib/actor'
import { replaceAuditKey } from '@/lib/audit/log/replace-key'
import { verifyAll } from '@/lib/audit/log/verify'
import { systemContext } from '@/lib/context'
import { newId } from '@/lib/ids'
import { resetPassword } from '@/lib/members/password'
import { createOrganization } from '@/lib/organizations/create'

/** What only the owner of the machine does. */
export const usage = `Usage:
  npm run admin -- reset-password EMAIL
      Gives a member a new password, prints it once and ends all their sessions.
  npm run admin -- create-org SLUG NAME --admin EMAIL [--admin-name NAME] [--alone]
      Makes an organization. An admin who is new to the hub gets a password, printed once.
      --alone lets its people decide on what they registered themselves.
  npm run admin -- verify-audit
      Checks every audit log, that of the hub itself included, against what was signed and published.
  npm run admin -- replace-audit-key
      Gives the audit log a new key, while the hub is stopped, and records that. The old one is kept.`

/** A log is not what was signed; the message names the events. */
export class NotVerified extends Error {
  readonly expected = true
}

/** The command line is not understood; the message says why. */
export class UsageError extends Error {}

/**
 * Reads a command line. What it answers does the work on the database of this process and returns what to
 * print. Throws `UsageError`.
 */
export function hostCommand([name, ...args]: string[]): () => Promise<string> {
  if (!name) throw new UsageError('Say what to do.')
  const read = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!read) throw new UsageError(`There is no command ${name}.`)
  return read(args)
}

const commands: Record<string, (args: string[]) => () => Promise<string>> = {
  'reset-password'(args) {
    const [email = ''] = words(args, 1, {}).positionals
    return async () => {
      const password = await resetPassword(host(), email)
      return `The new password of ${email}, shown this once:

  ${password}

All their sessions have ended. They can choose another password under Account.`
    }
  },

  'create-org'(args) {
    const { positionals, values } = words(args, 2, {
      admin: { type: 'string' },
      'admin-name': { type: 'string' },
      alone: { type: 'boolean' },
    })
    const [slug = '', name = ''] = positionals
    const { admin: email, 'admin-name': adminName } = values
    if (typeof email !== 'string') throw new UsageError('Say who runs it with --admin EMAIL.')
    const called = typeof adminName === 'string' ? adminName : (email.split('@')[0] ?? email)
    const fourEyes = values.alone !== true
    return async () => {
      const admin = { email, name: called }
      const made = await createOrganization(host(), { slug, name, admin, fourEyes })
      return `Made the organization ${slug}. ${email} is its admin and first approver.
${wayIn(made.initialPassword)}`
    }
  },

  'verify-audit'(args) {
    words(args, 0, {})
    return async () => {
      const logs = await verifyAll()
      const lines = logs.flatMap(({ name, found: { ok, size, root, problems } }) => [
        `${name}: ${ok ? `verified, ${size} events, root ${root}` : 'NOT VERIFIED'}`,
        ...problems.map(({ message }) => `  ${message}`),
      ])
      if (logs.some(({ found }) => !found.ok)) throw new NotVerified(lines.join('\n'))
      return lines.join('\n') || 'Nothing has been sealed yet.'
    }
  },

  'replace-audit-key'(args) {
    words(args, 0, {})
    return async () => {
      const { keptAs, keys } = await replaceAuditKey(host())
      const old = keptAs ? `The old one is kept as ${keptAs}.` : 'The old one was not there.'
      return `The audit log has a new key. ${old}
Whoever verifies it needs the new public key:

  ${keys.join('\n  ')}`
    }
  },
}

function wayIn(password: string | null): string {
  if (password === null) return 'They sign in with the password that they have.'
  return `Their password, shown this once:\n\n  ${password}\n`
}

type Flags = Record<string, { type: 'string' | 'boolean' }>

function words(args: string[], count: number, options: Flags) {
  const parsed = parsedArgs(args, options)
  if (parsed.positionals.length === count) return parsed
  throw new UsageError('There are too few or too many words. Put names with spaces in quotes.')
}

function parsedArgs(args: string[], options: Flags) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'This is not understood.')
  }
}

/** The hub itself, on behalf of whoever owns the machine. */
function host(): Ctx {
  const origin = { ip: null, userAgent: null, client: 'admin' }
  return systemContext('host', { via: 'host', requestId: newId(), origin })
}
