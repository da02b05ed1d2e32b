import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path/posix'
import { expect, it } from 'vitest'
import { listFiles } from '@/scripts/hash.mjs'
import { root } from '@/scripts/paths.mjs'
import { type Document, documents, parseDocument, readDocument } from './document'

const atTheTop = listFiles(['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'])
const files = [...documents(), ...atTheTop]

const index = 'docs/README.md'

/** Where links of ours lead to nothing, as `line 3: docs/none.md`. */
function deadLinks({ file, links, anchors }: Document): string[] {
  const within = links.filter(({ url }) => !/^[a-z]+:/.test(url))
  const dead = within.filter(({ url }) => {
    const [path = '', anchor] = url.split('#')
    const target = path === '' ? file : normalize(join(dirname(file), decodeURI(path)))
    if (path !== '' && !existsSync(join(root, target))) return true
    if (anchor === undefined || !target.endsWith('.md')) return false
    return !(target === file ? anchors : readDocument(target).anchors).has(anchor)
  })
  return dead.map(({ url, line }) => `line ${line}: ${url}`)
}

it.each(files)('%s links to nothing that is not there', (file) => {
  expect(deadLinks(readDocument(file))).toEqual([])
})

it('names every guide and reference in the index', () => {
  const guides = documents().filter((file) => file.startsWith('docs/') && file !== index)
  const named = readDocument(index).links.map(({ url }) => `docs/${url}`)
  expect(guides.filter((file) => !named.includes(file))).toEqual([])
})

it('finds a file, an image and a heading that are not there', () => {
  const text = `# One

[here](#one) [README](../README.md#principles) ![there](images/review.png) [away](https://example.com/x)
[gone](gone.md) ![gone](images/gone.png) [no heading](#two) [nor there](../README.md#nowhere)`
  expect(deadLinks(parseDocument('docs/test.md', text))).toEqual([
    'line 4: gone.md',
    'line 4: images/gone.png',
    'line 4: #two',
    'line 4: ../README.md#nowhere',
  ])
})
