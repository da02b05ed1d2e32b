import type { Json } from '../../view'
import { shortType, type Telling } from './said'

/**
 * What starts a workflow of GitHub Actions: the body of `POST /repos/{owner}/{repo}/dispatches`, with the
 * CloudEvent as its `client_payload`. Its limits are those of `repos/create-dispatch-event` in GitHub's OpenAPI
 * description (github/rest-api-description): an `event_type` of 1 to 100 characters, at most 10 properties at
 * the top of the payload, of which a CloudEvent has 8, and less than 64 KB in all.
 */
export function githubDispatch(event: Telling, eventType: string | null): { [key: string]: Json } {
  const event_type = [...(eventType?.trim() || shortType(event.type))].slice(0, 100).join('')
  const whole: { [key: string]: Json } = { event_type, client_payload: { ...event } }
  if (Buffer.byteLength(JSON.stringify(whole)) < mostBytes) return whole
  // The page has the rest.
  const { url } = event.data
  return { event_type, client_payload: { ...event, data: url === undefined ? {} : { url } } }
}

const mostBytes = 60_000

/** GitHub answers in the form of this version of its API. The name of the caller that it wants is always sent. */
export const githubHeaders = {
  accept: 'application/vnd.github+json',
  'x-github-api-version': '2022-11-28',
} as const satisfies Record<string, string>
