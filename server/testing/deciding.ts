import type { Role } from '@/lib/actor'
import { sessionCookieName } from '@/lib/sessions/cookie'
import { startSession } from '@/lib/sessions/session'
import type { TestOrganization } from '@/lib/testing/hub'
import type { TestServer } from './server'

/** Who asks: by a token, or in a browser of their own. */
export type Asking = { secret: string | null; headers?: Record<string, string> }

/** A browser of the person of a role, signed in just now; each call is another browser. */
export async function browserOf(acme: TestOrganization, role: Role): Promise<Asking> {
  const { secret } = await startSession(acme.personId(role), acme.as(role).origin)
  const headers = { cookie: `${sessionCookieName()}=${secret}`, 'sec-fetch-site': 'same-origin' }
  return { secret: null, headers }
}

/** Every way by which a version can be decided on, as one request each. */
export function waysToDecide(server: TestServer, { slug: org }: TestOrganization, model: string) {
  const at = `/${org}/models/${model}/versions/1`
  const uri = `model://${model}/v1`
  const ask =
    (path: string, body: unknown) =>
    ({ secret, headers = {} }: Asking) =>
      server.fetch(secret, 'POST', path, body, headers)
  return {
    approve: ask(`${at}/approve`, {}),
    override: ask(`${at}/approve`, { note: 'Because I say so.', override: true }),
    reject: ask(`${at}/reject`, { note: 'No.' }),
    'approve in bulk': ask(`/${org}/decisions`, { decisions: [{ uri, decision: 'approve' }] }),
    'reject in bulk': ask(`/${org}/decisions`, {
      decisions: [{ uri, decision: 'reject', note: 'No.' }],
    }),
  }
}

/** Whether the answer says no: by its status, or by that of each decision of several. */
export async function isRefused(answer: Response): Promise<boolean> {
  if (answer.status !== 200) return answer.status === 403
  const { results } = (await answer.json()) as { results?: { error?: { code: string } }[] }
  return results?.every(({ error }) => error?.code === 'forbidden') ?? false
}
