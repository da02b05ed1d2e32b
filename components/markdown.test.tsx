import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Markdown } from './markdown'

const ben = '0193b2a0-0000-7000-8000-00000000000b'
const shown = (text: string, name = 'Ben') =>
  renderToStaticMarkup(<Markdown org="acme" text={text} mentions={[{ id: ben, name }]} />)

describe('a mention', () => {
  it('is shown by name, but not in code, and not of somebody it does not name', () => {
    expect(shown(`Hi <@${ben}>!`)).toContain('<span class="mention">@Ben</span>!')
    expect(shown(`Hi \`<@${ben}>\``)).not.toContain('mention')
    const other = ben.replace(/b$/, 'c')
    expect(shown(`Hi <@${other}>`)).toContain(`&lt;@${other}&gt;`)
  })

  it('is nothing but text, whatever the name', () => {
    expect(shown(`<@${ben}>`, '<img src=x onerror=alert(1)>')).toContain(
      '@&lt;img src=x onerror=alert(1)&gt;',
    )
  })
})

describe('one of our URIs in a text', () => {
  it('leads to its page', () => {
    expect(shown('See model://churn/v3, or (run://lab/7).')).toContain(
      'See <a href="/acme/models/churn/versions/v3" class="link">model://churn/v3</a>, or (<a href="/acme/projects/lab/runs/7"',
    )
    expect(shown('`model://churn/v3` [a](model://churn/v2) model:// model://..')).toBe(
      '<div class="markdown"><p><code>model://churn/v3</code> <a href="/acme/models/churn/versions/v2" class="link">a</a> model:// model://..</p></div>',
    )
  })
})

describe('what could do harm', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[a](javascript:alert(1))',
    '[a](data:text/html,<script>alert(1)</script>)',
    '<javascript:alert(1)>',
    '![a](https://elsewhere.example/pixel.png)',
    '[a]: javascript:alert(1)\n\n[a]',
    `<@${ben}" onmouseover="alert(1)>`,
    'model://"onmouseover=alert(1)',
  ])('is not drawn: %s', (text) => {
    const html = shown(text)
    expect(html).not.toMatch(/<(script|img|iframe)|<[^>]*(onerror|onmouseover|javascript:|data:)/)
  })

  it('is shown as it was written where no page could draw it', () => {
    expect(shown('>'.repeat(5000))).toContain('&gt;&gt;&gt;')
  })
})
