import type { Json } from '../../view'
import { type Said, saidOf, type Telling } from './said'

/**
 * A message for an incoming webhook of Slack. What people wrote goes into plain text, which Slack does not
 * read for mentions or links; what is marked up is our own, escaped and `verbatim`, so that Slack looks for
 * none in it either. Lengths stay under those of its reference: 150 characters for a header, 3,000 for a text,
 * 2,000 for each of at most 10 fields (https://docs.slack.dev/reference/block-kit/blocks, and
 * https://docs.slack.dev/messaging/formatting-message-text for what is escaped).
 */
export function slackMessage(event: Telling): { [key: string]: Json } {
  const said = saidOf(event)
  const title = cut(said.title, 150)
  return {
    text: escaped(cut(`${said.title}: ${said.subject}`, 300)),
    blocks: [
      { type: 'header', text: plain(title) },
      { type: 'section', text: { type: 'mrkdwn', verbatim: true, text: subject(said) } },
      ...facts(said),
      { type: 'context', elements: [plain(cut(`${said.organization} · ${said.at}`, 300))] },
    ],
  }
}

function subject({ subject: name, url }: Said): string {
  const label = escaped(cut(name, 300)).replaceAll('|', '¦')
  return url ? `<${new URL(url).href.replaceAll('|', '%7C')}|${label}>` : label
}

function facts({ facts: told }: Said): Json[] {
  if (told.length === 0) return []
  const fields = told.slice(0, 10).map(({ label, text }) => plain(cut(`${label}: ${text}`, 1000)))
  return [{ type: 'section', fields }]
}

/** Shown as it is: `emoji` off, or a name such as `:x:` would become a picture. */
function plain(text: string): { [key: string]: Json } {
  return { type: 'plain_text', text, emoji: false }
}

/**
 * For a text that Slack reads: the three characters that begin anything, and an `@` that it might take for a
 * mention where the setting of a workspace makes it look for names.
 */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u2060')
}

/** One line of at most so many characters, none of them torn. */
function cut(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= most) return line
  return `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
