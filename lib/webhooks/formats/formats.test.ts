import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { githubDispatch, githubHeaders } from './github'
import type { Telling } from './said'
import { slackMessage } from './slack'

const event = (more: Partial<Telling> = {}): Telling => ({
  id: '6f1c2d70-6a0a-4c59-8a6a-0d6f3c1b2a90',
  type: 'org.modelhub.version.state_changed.v1',
  source: 'https://hub.example/acme',
  subject: 'model://churn/v3',
  time: '2027-03-01T12:00:00.000Z',
  data: { state: 'approved', note: 'recall +5 %', url: 'https://hub.example/acme/models/churn' },
  ...more,
})

/** A text object, as Slack's reference has it. */
const plain = (most: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(most),
    emoji: z.boolean(),
  })
const Message = z.strictObject({
  text: z.string().min(1).max(4000),
  blocks: z
    .array(
      z.union([
        z.strictObject({ type: z.literal('header'), text: plain(150) }),
        z.strictObject({
          type: z.literal('section'),
          text: z.strictObject({
            type: z.literal('mrkdwn'),
            verbatim: z.literal(true),
            text: z.string().min(1).max(3000),
          }),
        }),
        z.strictObject({
          type: z.literal('section'),
          fields: z.array(plain(2000)).min(1).max(10),
        }),
        z.strictObject({ type: z.literal('context'), elements: z.array(plain(3000)).max(10) }),
      ]),
    )
    .max(50),
})

/** All that Slack reads for markup. */
const markedUp = (message: unknown): string[] => {
  const { text, blocks } = Message.parse(message)
  const sections = blocks.flatMap((block) => ('text' in block ? [block.text] : []))
  return [text, ...sections.flatMap((one) => (one.type === 'mrkdwn' ? [one.text] : []))]
}

describe('a message for Slack', () => {
  it('says what happened, to what, with a link to the page', () => {
    const message = Message.parse(slackMessage(event()))
    expect(message.text).toBe('Version is approved: model://churn/v3')
    expect(message.blocks[1]).toMatchObject({
      text: { text: '<https://hub.example/acme/models/churn|model://churn/v3>' },
    })
    expect(JSON.stringify(message)).toContain('Note: recall +5 %')
    expect(JSON.stringify(message)).toContain('acme · 2027-03-01 12:00:00 UTC')
  })

  it.each([
    '<!channel>',
    '<!subteam^S012|ops>',
    '<@U012AB3CD>',
    '<https://evil.example|Approve>',
    '@here',
    '@channel look',
    '& &amp; <',
    'a|b>c',
  ])('lets nobody be called and nothing be linked by %j', (name) => {
    const message = slackMessage(
      event({
        subject: name,
        data: { note: name, name, state: name, url: 'https://hub.example/a|b' },
      }),
    )
    for (const text of markedUp(message)) {
      const ours = text.replace(/<https:\/\/hub\.example\/a%7Cb\|([^<>|]*)>/, '$1')
      expect(ours).not.toMatch(/[<>]/)
      expect(ours).not.toMatch(/&(?!amp;|lt;|gt;)/)
      expect(ours).not.toMatch(/@[a-z]/i)
    }
  })

  it.each(['x'.repeat(50_000), '😀'.repeat(5_000), '<'.repeat(50_000), 'line\n'.repeat(5_000)])(
    'stays within the limits whatever the names and notes',
    (long) => {
      const data = { state: long, note: long, name: long, from: long, to: long, reason: long }
      const message = slackMessage(event({ subject: long, data }))
      expect(Message.safeParse(message).error).toBeUndefined()
      // No half of a character is left over.
      expect(JSON.stringify(message)).not.toMatch(/\\ud[89a-f]/i)
    },
  )

  it('links to nothing but a page of the web', () => {
    for (const url of ['javascript:alert(1)', 'model://x', 7]) {
      const message = slackMessage(event({ data: { url } }))
      expect(markedUp(message).join()).not.toContain('<')
    }
  })

  it.each([
    ['/acme/settings/webhooks/6f1c2d70', { name: 'CI' }, 'CI'],
    ['/acme/settings/tokens', { name: 'nightly job' }, 'nightly job'],
    ['/acme/deployments/scoring', {}, 'scoring'],
    ['dataset://pets/v2', { name: 'no' }, 'dataset://pets/v2'],
  ])('names what %s is about as people do', (subject, data, name) => {
    expect(Message.parse(slackMessage(event({ subject, data }))).text).toMatch(`: ${name}`)
  })

  it('says of a version that was archived that it was', () => {
    const data = { life: 'archived', from: 'live', to: 'archived' }
    const message = slackMessage(event({ data }))
    expect(message.text).toBe('Version is archived: model://churn/v3')
  })

  it('has words for an event that it does not know', () => {
    const message = slackMessage(event({ type: 'org.modelhub.something.new.v2', data: {} }))
    expect(Message.parse(message).text).toBe('something.new: model://churn/v3')
  })
})

/** `repos/create-dispatch-event` of GitHub's OpenAPI description. */
const Dispatch = z.strictObject({
  event_type: z.string().min(1).max(100),
  client_payload: z
    .record(z.string(), z.unknown())
    .refine((payload) => Object.keys(payload).length <= 10),
})

describe('a dispatch for GitHub', () => {
  it('carries the CloudEvent as its payload', () => {
    const whole = {
      ...event(),
      specversion: '1.0',
      datacontenttype: 'application/json',
    }
    const body = Dispatch.parse(githubDispatch(whole, null))
    expect(body).toEqual({ event_type: 'version.state_changed', client_payload: whole })
  })

  it('is called what the webhook says', () => {
    expect(githubDispatch(event(), 'model-approved')).toMatchObject({
      event_type: 'model-approved',
    })
    expect(githubDispatch(event(), '  ')).toMatchObject({ event_type: 'version.state_changed' })
    Dispatch.parse(githubDispatch(event(), 'x'.repeat(300)))
  })

  it('leaves out what would be more than GitHub takes', () => {
    const data = { note: 'é'.repeat(40_000), url: 'https://hub.example/acme' }
    const body = githubDispatch(event({ data }), null)
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(64_000)
    expect(body).toMatchObject({ client_payload: { data: { url: 'https://hub.example/acme' } } })
  })

  it('asks for the answer of one version of the API', () => {
    expect(githubHeaders).toMatchObject({
      accept: 'application/vnd.github+json',
      'x-github-api-version': expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    })
  })
})
