import { describe, expect, it } from 'vitest'

const sources = import.meta.glob<string>(['./**/*.tsx', '../app/**/*.tsx'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** Where a lock or a reason stands that refuses nobody's control, or where something else says why. */
const others: Record<string, string> = {
  './ui/button.tsx': 'takes the way as `why`',
  './shell/sidebar-nav.tsx': 'is the sign of the policies',
  './alias-chips.tsx': 'says that an alias is protected',
  './model-header.tsx': 'says that a model is restricted',
  './audit-list.tsx': 'marks what was refused to somebody else',
  './access-report/verdict-cells.tsx': 'is the answer itself',
  './deployments/revision-list.tsx': 'says what became of a version; its list says who may',
  '../app/[org]/settings/webhooks/new/page.tsx':
    'leaves it to what all pages of webhooks show then',
  './bulk/bulk-results.tsx': 'is under way; nobody is refused',
}

/** What tells somebody that they may not: a lock, a dead button, or the reason of an ability. */
const refuses =
  /<LockIcon|disabledReason=|aria-disabled|\b(may|speak|canDecide|ability|abilities(\.\w+)?|update|register|create|creates|adds|defines)\.reason\b/
const explains = /<(WhyNot|MayNotWrite)\b|\bwhy=\{|\bwhy[,:) ]/

const refusing = Object.entries(sources).filter(([, source]) => refuses.test(source))

describe('a control that is refused', () => {
  it('is found where there are some', () => {
    expect(refusing.length).toBeGreaterThan(30)
  })

  it.each(refusing)('%s leads to who may and why', (path, source) => {
    if (others[path]) return
    expect(explains.test(source)).toBe(true)
  })

  it('is none of those that are listed as others without being there', () => {
    for (const path of Object.keys(others)) expect(refusing.map(([known]) => known)).toContain(path)
  })
})

describe('a button that says why it is dead', () => {
  const buttons = Object.entries(sources).flatMap(([path, source]) =>
    [...source.matchAll(/<Button\b[^>]*disabledReason=[^>]*>/g)].map(([tag]) => ({ path, tag })),
  )

  it.each(buttons)('$path: $tag', ({ path, tag }) => {
    if (!others[path]) expect(tag).toMatch(/\bwhy=/)
  })
})
