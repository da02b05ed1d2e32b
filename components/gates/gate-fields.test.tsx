import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { gatesOf, rowsOf } from '@/lib/gates/rows'
import type { Gate } from '@/lib/policies/rules'
import { GateFields } from './gate-fields'

const gates: Gate[] = [
  {
    name: 'No worse',
    cel: '!approved.exists || metrics.accuracy >= approved.metrics.accuracy * (1.0 - 0.01)',
  },
  { name: 'Good enough', cel: 'metrics["val/acc 1"] >= 0.9' },
  { name: 'Sound', cel: '!lineage.recalled && run.exists' },
]

function drawn(props: Partial<Parameters<typeof GateFields>[0]> = {}) {
  return renderToStaticMarkup(
    <GateFields gates={gates} sent={undefined} errors={{}} metrics={['accuracy']} {...props} />,
  )
}

/** What a browser without script would send of these fields. */
function sentOf(html: string): [string, string][] {
  return [...html.matchAll(/<(input|textarea|select)\b([^>]*)>(?:([\s\S]*?)<\/\1>)?/g)].flatMap(
    ([, kind, attributes = '', body = '']): [string, string][] => {
      const name = attributeOf(attributes, 'name')?.replace(/^gates\./, '')
      const chosen = /<option[^>]*selected[^>]*/.exec(body)?.[0] ?? ''
      const isBox = /type="(radio|checkbox)"/.test(attributes)
      if (!name || (isBox && !/\schecked=/.test(attributes))) return []
      if (kind === 'textarea') return [[name, unescaped(body)]]
      const text = attributeOf(kind === 'select' ? chosen : attributes, 'value')
      return [[name, text ?? (isBox ? 'on' : '')]]
    },
  )
}

function attributeOf(tag: string, name: string): string | undefined {
  const [, value] = new RegExp(`\\s${name}="([^"]*)"`).exec(tag) ?? []
  return value === undefined ? undefined : unescaped(value)
}

const unescaped = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

it('sends the gates as they are when nothing was written', () => {
  const sent = sentOf(drawn())
  expect(rowsOf(sent)).toHaveLength(4)
  expect(gatesOf(sent)).toEqual({ gates, problems: {} })
})

it('shows what a refused form was sent with, and what is wrong beside its field', () => {
  const sent = sentOf(drawn()).map(([name, text]): [string, string] => [
    name,
    name === '1.bound' ? 'much' : text,
  ])
  sent.push(['0.removed', 'on'])
  const { problems } = gatesOf(sent)
  expect(problems).toEqual({ 'gates.0.bound': 'Write a number such as 0.9.' })
  const html = drawn({
    sent: Object.fromEntries(sent.map(([name, text]) => [`gates.${name}`, text])),
    errors: problems,
  })
  expect(html).toContain('value="much"')
  const wrong = [...html.matchAll(/<input[^>]*aria-invalid="true"[^>]*>/g)]
  expect(wrong.map(([tag]) => attributeOf(tag, 'name'))).toEqual(['gates.1.bound'])
  expect(gatesOf(sentOf(html)).problems).toEqual(problems)
})

it('never takes what stood there before for fields that are wrong', () => {
  const sent = sentOf(drawn()).map(([name, text]): [string, string] => [
    name,
    name === '0.tolerance' ? 'none' : text,
  ])
  expect(gatesOf(sent).gates[0]).toEqual({ name: 'No worse', cel: '' })
  const html = drawn({
    sent: Object.fromEntries(sent.map(([name, text]) => [`gates.${name}`, text])),
    errors: { 'gates.0.cel': 'A gate needs an expression.' },
  })
  expect(html).toContain('Write 0 or a number such as 0.005.')
})

it('shows the expression that the fields mean', () => {
  expect(drawn()).toContain('approved.metrics.accuracy * (1.0 - 0.01)')
})
