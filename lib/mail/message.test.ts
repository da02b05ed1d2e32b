import { describe, expect, it } from 'vitest'
import { line, messageOf } from './message'

const choices = 'https://hub.example/me/notifications'
const item = (more: object = {}) => ({
  ...{ text: 'Ana asks you to review churn v3', note: '', organization: 'Acme' },
  ...{ link: 'https://hub.example/acme/inbox/1', ...more },
})

describe('a mail', () => {
  it('is about what happened, with where it leads and where mails are chosen', () => {
    const { subject, text, html } = messageOf([item({ note: 'Please\nlook' })], choices)
    expect(subject).toBe('Ana asks you to review churn v3')
    expect(text).toBe(
      [
        'Ana asks you to review churn v3 (Acme)',
        '> Please',
        '> look',
        'https://hub.example/acme/inbox/1',
        '',
        '-- ',
        `You choose what you are mailed at ${choices}`,
        '',
      ].join('\n'),
    )
    expect(html).toContain('<a href="https://hub.example/acme/inbox/1">Ana asks')
    expect(html).toContain(`<a href="${choices}">`)
  })

  it('of several says how many more there are', () => {
    const { subject, text } = messageOf([item(), item({ text: 'Second' }), item()], choices)
    expect(subject).toBe('Ana asks you to review churn v3 (and 2 more)')
    expect(text).toContain('Second (Acme)')
  })

  it('takes no markup and no line of its own from a name or a note', () => {
    const evil = '<img src=x onerror=alert(1)>"\'&'
    const text = `Ana\r\nBcc: eve@example.com ${evil}`
    const {
      subject,
      html,
      text: said,
    } = messageOf([item({ text, note: evil, organization: 'A\u0085\u2028<b>' })], choices)
    expect(subject).toBe(`Ana Bcc: eve@example.com ${evil}`)
    expect(html).not.toMatch(/<img|<b>/)
    expect(said.split('\n')[0]).toBe(`Ana Bcc: eve@example.com ${evil} (A <b>)`)
  })

  it('has a subject that fits', () => {
    expect(line('x'.repeat(500), 150)).toHaveLength(150)
    expect(line(' a\t\0b ')).toBe('a b')
  })
})
