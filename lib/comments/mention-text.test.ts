import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asKept, asWritten, mentionsIn } from './mention-text'

const ana = '0193b2a0-0000-7000-8000-00000000000a'
const ben = '0193b2a0-0000-7000-8000-00000000000b'
const ids = new Map([
  ['ana@acme.example', ana],
  ['ben.o-k@acme.example', ben],
])
const emails = new Map([...ids].map(([email, id]) => [id, email]))

describe('a mention', () => {
  it.each([
    ['@ana@acme.example', `<@${ana}>`],
    ['Thanks, @ana@acme.example.', `Thanks, <@${ana}>.`],
    ['(@Ana@ACME.example)', `(<@${ana}>)`],
    ['**@ana@acme.example**, see', `**<@${ana}>**, see`],
    ['> - @ben.o-k@acme.example: look', `> - <@${ben}>: look`],
    ['@ana@acme.example and @ben.o-k@acme.example', `<@${ana}> and <@${ben}>`],
    ['# For @ana@acme.example', `# For <@${ana}>`],
    ['[@ana@acme.example](model://a/v1)', `[<@${ana}>](model://a/v1)`],
  ])('is found: %s', (text, stored) => {
    expect(asKept(text, ids)).toBe(stored)
    expect(asWritten(stored, emails).toLowerCase()).toBe(text.toLowerCase())
  })

  it.each([
    ['in code', 'run `@ana@acme.example` here'],
    ['in a block of code', '```\n@ana@acme.example\n```'],
    ['in indented code', 'So:\n\n    @ana@acme.example'],
    ['behind a backslash', '\\@ana@acme.example'],
    ['in the address of a link', '[x](https://a.example/@ana@acme.example)'],
    ['in a plain address', 'ana@acme.example'],
    ['of nobody here', '@eve@acme.example'],
    ['within a word', 'x@ana@acme.example'],
    ['that goes on', '@ana@acme.example2'],
    ['without a host', '@ana'],
  ])('is none %s', (_, text) => expect(asKept(text, ids)).toBe(text))

  it('is named once, however often it is written', () => {
    const text = `@ana@acme.example @ANA@acme.example <@${ben}> <@${ben}> \`<@${ana}>\``
    expect(mentionsIn(text)).toEqual({ emails: ['ana@acme.example'], ids: [ben] })
  })
})

it('comes back as it was typed, whatever stands around it', () => {
  const word = fc.oneof(
    fc.constantFrom(...ids.keys()).map((email) => `@${email}`),
    fc.constantFrom('`', '```\n', '\n', '\n\n', '*', '> ', '- ', '    ', '[', '](', ')', '\\', '<'),
    fc.string({ maxLength: 6 }),
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      const text = words.join(' ')
      const stored = asKept(text, ids)
      expect(asWritten(stored, emails)).toBe(text)
      expect(mentionsIn(stored).emails.filter((email) => ids.has(email))).toEqual([])
    }),
    { numRuns: 200 },
  )
})
