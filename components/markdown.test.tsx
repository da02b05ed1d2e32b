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

it('puts headings under those of the page without leaving one out', () => {
  const levels = (text: string, level?: 2 | 3) =>
    renderToStaticMarkup(<Markdown org="acme" text={text} {...(level ? { level } : {})} />).match(
      /(?<=<)h\d/g,
    )
  expect(levels('# a\n## b\n## c\n# d')).toEqual(['h2', 'h3', 'h3', 'h2'])
  expect(levels('## a\n#### b\n### c\n# d', 3)).toEqual(['h3', 'h4', 'h4', 'h3'])
  expect(levels('# a\n## b\n### c\n#### d\n##### e\n###### f', 3)?.at(-1)).toBe('h6')
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

const html = (text: string, level?: 2 | 3 | 4 | 5) =>
  renderToStaticMarkup(<Markdown text={text} org="acme" {...(level && { level })} />)
const id = '0198c0de-0000-7000-8000-000000000000'
const image = `/api/v1/acme/models/churn/images/${id}`

describe('an image', () => {
  it('of the hub is shown, in the room that its address asks for', () => {
    expect(html(`![Residuals](${image}#640x480)`)).toContain(
      `<img src="${image}" alt="Residuals" loading="lazy" decoding="async" width="640" height="480"/>`,
    )
    expect(html(`![Residuals](${image})`)).toContain('aspect-video')
  })

  it.each([
    'https://elsewhere.example/x.png',
    `https://elsewhere.example${image}`,
    `//elsewhere.example${image}`,
    `/api/v1/other/models/churn/images/${id}`,
    `/api/v1/acme/models/../images/${id}`,
    `/api/v1/acme/models/churn/images/${id}?x=1`,
    `/api/v1/acme/blobs/${'a'.repeat(64)}`,
  ])('from elsewhere is a link, and nothing is fetched: %s', (src) => {
    expect(html(`![Plot](${src})`)).not.toContain('<img')
    expect(html(`![Plot](${src})`)).toContain('>Plot</a>')
  })

  it('that would run something leads nowhere', () => {
    expect(html('![Plot](javascript:alert(1))')).toBe(
      '<div class="markdown"><p><span>Plot</span></p></div>',
    )
  })
})

it('runs no script, however it is written', () => {
  const text = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[a](javascript:alert(1))',
    '<a href="javascript:alert(1)">b</a>',
  ].join('\n\n')
  expect(html(text)).not.toMatch(/script|onerror|<img/)
})

it('puts its headings under those of the page', () => {
  expect(html('# One\n\n## Two')).toContain('<h2>One</h2>\n<h3>Two</h3>')
  expect(html('# One\n\n### Three', 5)).toContain('<h5>One</h5>\n<h6>Three</h6>')
})

it('has tables, code and lists of tasks', () => {
  const text = '|a|\n|-|\n|1|\n\n```\nx = 1\n```\n\n- [x] done\n- [ ] open'
  expect(html(text)).toContain('<td>1</td>')
  expect(html(text)).toContain('<pre tabindex="0"><code>x = 1')
  expect(html(text)).toContain('aria-label="Done:"')
})
