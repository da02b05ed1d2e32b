import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Markdown } from './markdown'

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
