import type { Notification } from '../notifications/view'

/** A notification in a mail, with the name of its organization. */
export interface Item extends Pick<Notification, 'text' | 'note'> {
  organization: string
  /** Where it leads. */
  link: string
}

export interface Message {
  subject: string
  text: string
  html: string
}

/** What is mailed of some notifications: as plain text, and the same in simple HTML. */
export function messageOf(items: readonly Item[], choices: string): Message {
  const [first] = items
  const more = items.length - 1
  const subject = `${line(first?.text ?? '', 150)}${more > 0 ? ` (and ${more} more)` : ''}`
  return { subject, text: plain(items, choices), html: markup(items, choices) }
}

function plain(items: readonly Item[], choices: string): string {
  const said = items.map(({ text, note, link, organization }) =>
    [`${line(text)} (${line(organization)})`, ...quoted(note), link].join('\n'),
  )
  return `${said.join('\n\n')}\n\n-- \nYou choose what you are mailed at ${choices}\n`
}

function quoted(note: string): string[] {
  return note ? note.split(/\r\n|\r|\n/).map((one) => `> ${one}`) : []
}

function markup(items: readonly Item[], choices: string): string {
  const said = items.map(
    ({ text, note, link, organization }) =>
      `<p><a href="${escaped(link)}">${escaped(line(text))}</a> (${escaped(line(organization))})</p>${
        note ? `<blockquote style="white-space: pre-line">${escaped(note)}</blockquote>` : ''
      }`,
  )
  return `<!doctype html><html lang="en"><body>${said.join('')}<hr><p>You choose what you are mailed at <a href="${escaped(
    choices,
  )}">${escaped(choices)}</a></p></body></html>`
}

/** One line of text: a line break in a name would begin a header of its own. */
export function line(text: string, most = 1000): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get in.
  const one = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim()
  return one.length > most ? `${[...one].slice(0, most - 1).join('')}…` : one
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
