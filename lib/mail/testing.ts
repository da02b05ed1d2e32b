import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { env, parseEnv, setEnv } from '../env'

export interface Received {
  from: string
  to: string[]
  /** As it came over the wire. */
  raw: string
  secure: boolean
  user: string | null
}

/** A mail server on a port of its own, with what it took. `refuse` throws what it answers instead. */
export async function mailServer(
  options: SMTPServerOptions & {
    refuse?: { rcpt?: () => void; data?: (server: SMTPServer) => void }
  } = {},
) {
  const received: Received[] = []
  const { refuse, ...rest } = options
  const server = new SMTPServer({
    ...{ key, cert: certificate, authOptional: true, disableReverseLookup: true, logger: false },
    onAuth: ({ username, password }, _session, done) =>
      password === 'right'
        ? done(null, { user: username })
        : done(Object.assign(new Error('Wrong password'), { responseCode: 535 })),
    onRcptTo: (_address, _session, done) => done(problemOf(() => refuse?.rcpt?.())),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const problem = problemOf(() => refuse?.data?.(server))
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
          secure: session.secure,
          user: session.user ?? null,
        })
        done(problem)
      })
    },
    ...rest,
  })
  // A client that goes away is no failure of the server.
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    received,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** What the server says instead of yes. */
export function says(responseCode: number, message = 'No'): never {
  throw Object.assign(new Error(message), { responseCode })
}

function problemOf(run: () => void): Error | null {
  try {
    run()
    return null
  } catch (error) {
    return error as Error
  }
}

/** Sets where the hub hands its mails over; null: nowhere. */
export function setMail(url: string | null): void {
  const mail = { HUB_SMTP_URL: url ?? '', HUB_MAIL_FROM: url ? 'Model Hub <hub@hub.example>' : '' }
  setEnv({ ...env(), smtp: parseEnv(mail).smtp, publicUrl: 'https://hub.example' })
}

/** For 127.0.0.1 and localhost, signed by itself; everybody may know its key. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUSpjaFp8rJYW9QhwsGjbj0vItxcEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNjA3MDQ1OFoYDzIxMjYxMTAy
MDcwNDU4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATZIY+82Ik9o/zgTzffvElc3/9B83VdJw+xQzTfDkhbtNCeN/mzt0ln
E1mKIUg4Wf7V0kXCyN4ZW+mIDdjt2aMOo28wbTAdBgNVHQ4EFgQUhtZnYErBWuL4
VRNnVIU0Ov7DKuowHwYDVR0jBBgwFoAUhtZnYErBWuL4VRNnVIU0Ov7DKuowDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgfgssRbH3q4SlaLtg3w/lI7kO0+flAuSy557UYOoCVlYCIEyc
FytUFl1WrHYo7h4jk/TZgY3v4WVOE8Vwv50w7FM9
-----END CERTIFICATE-----`
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgh9e+JcJJr4RSTYHl
rETXLc+I107ethSkcF6j1td75yehRANCAATZIY+82Ik9o/zgTzffvElc3/9B83Vd
Jw+xQzTfDkhbtNCeN/mzt0lnE1mKIUg4Wf7V0kXCyN4ZW+mIDdjt2aMO
-----END PRIVATE KEY-----`
