import type { ConnectionOptions } from 'node:tls'
import { createTransport } from 'nodemailer'
import { env, publicOrigin, type SmtpSettings } from '../env'
import { log } from '../log'
import { paths } from '../paths'
import { type Claim, claimNext, end, postpone, waitMinutes } from './claim'
import { loadMail, type Outgoing } from './load'
import { line, messageOf } from './message'

const patienceMs = 60_000

export interface Sending {
  /** What more the connection is to trust: for tests. */
  tls?: ConnectionOptions
  now?: () => Date
}

/** Sends all that is due, one message after the other, until the server is found away. Answers how many went. */
export async function sendDue(stopped?: AbortSignal, sending: Sending = {}): Promise<number> {
  const { smtp } = env()
  if (!smtp) return 0
  const now = sending.now ?? (() => new Date())
  let sent = 0
  while (!stopped?.aborted) {
    const claim = await claimNext(now())
    if (!claim) return sent
    const result = await attempt(smtp, claim, sending, now)
    if (result === 'sent') sent += 1
    if (result === 'away') return sent
  }
  return sent
}

async function attempt(smtp: SmtpSettings, claim: Claim, { tls }: Sending, now: () => Date) {
  const mail = await loadMail(claim)
  const idle = mail ? mail.idle : claim.ids
  await end(idle, now(), 'not needed any more')
  if (!mail || mail.items.length === 0) return 'idle'
  try {
    await handOver(smtp, claim, mail, tls)
    await end(mail.told, now(), null)
    return 'sent'
  } catch (error) {
    return failed(claim, mail.told, asFailure(error), now())
  }
}

async function handOver(
  smtp: SmtpSettings,
  claim: Claim,
  { to, items }: Outgoing,
  tls: ConnectionOptions = {},
): Promise<void> {
  const { host, port, secure, requireTls, login, from } = smtp
  const transport = createTransport({
    ...{ host, port, secure, tls, requireTLS: requireTls },
    ...(login && { auth: login }),
    ...{ connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 },
    ...{ dnsTimeout: 10_000, disableFileAccess: true, disableUrlAccess: true },
  })
  const choices = `${publicOrigin()}${paths.notificationSettings()}`
  try {
    await transport.sendMail({
      from,
      to: { name: line(to.name, 200), address: to.address },
      ...messageOf(items, choices),
      // By the first of its mails, so that what is sent again is known for the same.
      messageId: `<${claim.ids[0]}@${new URL(publicOrigin()).hostname}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      list: { unsubscribe: choices },
      signal: AbortSignal.timeout(patienceMs),
    })
  } finally {
    transport.close()
  }
}

interface Failure extends Error {
  code?: string
  command?: string
  responseCode?: number
  permanent?: boolean
}

const asFailure = (error: unknown): Failure =>
  error instanceof Error ? error : new Error(String(error))

/** Whether the server is there for others is told by what it refused: this message, or all of them. */
async function failed({ attempt }: Claim, ids: string[], failure: Failure, now: Date) {
  const { code, command, responseCode, permanent } = failure
  // Whose address or words are refused is refused again; a refused login or sender is for the operator to mend.
  const isOfMessage = command === 'RCPT TO' || command === 'DATA'
  const problem = line(failure.message, 500)
  const wait = waitMinutes[attempt - 1]
  const isOver = (permanent && isOfMessage) || wait === undefined
  if (isOver) await end(ids, now, problem)
  else await postpone(ids, later(now, wait), problem)
  // Neither address nor message: who is told of what is nobody's business here.
  const told = { code, command, responseCode, attempt, mails: ids.length }
  if (isOver) log().error(told, 'a mail is given up')
  else log().warn(told, 'a mail could not be sent and is tried again')
  return isOfMessage ? 'refused' : 'away'
}

/** With a part of a second of its own, which keeps together what failed together. */
function later(now: Date, wait: number): Date {
  return new Date(now.getTime() + wait * 60_000 + Math.floor(Math.random() * 10_000))
}
