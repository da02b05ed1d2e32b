import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LocalFile } from '../blobs'
import { folderWith } from '../testing/folder'
import { gatherFiles } from './outputs'
import { isSidecar, readSidecars } from './sidecars'

const outputsOf = (files: LocalFile[]) =>
  new Set(files.map(({ name }) => name).filter((name) => !isSidecar(name)))

async function sidecarsOf(content: Record<string, string>) {
  const folder = folderWith(content)
  const { files } = await gatherFiles(folder)
  return readSidecars(files, outputsOf(files), folder)
}

const version = { 'valohai.model-versions': ['model://penguins/'] }

describe('sidecars', () => {
  it('describe the file that they lie beside', async () => {
    const { properties, problems } = await sidecarsOf({
      'model.json': '{}',
      'sub/curve.csv': '',
      'model.json.metadata.json': JSON.stringify(version),
      'sub/curve.csv.metadata.json': '{"loss": NaN}',
    })
    expect(properties).toEqual({ 'model.json': version, 'sub/curve.csv': { loss: 'NaN' } })
    expect(problems).toEqual([])
  })

  it('describe any file, a line each, in valohai.metadata.jsonl', async () => {
    const lines = [
      { file: 'model.json', metadata: version },
      { file: './sub/curve.csv', metadata: { a: 1 } },
      { file: 'sub/curve.csv', metadata: { b: 2 } },
    ]
    const { properties, problems } = await sidecarsOf({
      'model.json': '{}',
      'sub/curve.csv': '',
      'valohai.metadata.jsonl': `${lines.map((line) => JSON.stringify(line)).join('\n')}\n\n`,
    })
    expect(properties).toEqual({ 'model.json': version, 'sub/curve.csv': { a: 1, b: 2 } })
    expect(problems).toEqual([])
  })

  it('may name a file by where it lies', async () => {
    const folder = folderWith({ 'a/b.txt': '' })
    const line = JSON.stringify({ file: join(folder, 'a/b.txt'), metadata: { x: 1 } })
    const outside = JSON.stringify({ file: join(folder, '../c.txt'), metadata: { x: 1 } })
    const jsonl = folderWith({ 'valohai.metadata.jsonl': `${line}\n${outside}` })
    const files = [...(await gatherFiles(folder)).files, ...(await gatherFiles(jsonl)).files]
    const { properties, problems } = await readSidecars(files, outputsOf(files), folder)
    expect(properties).toEqual({ 'a/b.txt': { x: 1 } })
    expect(problems).toEqual([
      'valohai.metadata.jsonl:2: it describes ../c.txt, which is not among the outputs.',
    ])
  })

  it('of both kinds for one file are put together, the one beside it first', async () => {
    const { properties } = await sidecarsOf({
      'a.txt': '',
      'a.txt.metadata.json': '{"x": 1}',
      'valohai.metadata.jsonl': '{"file": "a.txt", "metadata": {"x": 2, "y": 3}}',
    })
    expect(properties).toEqual({ 'a.txt': { x: 1, y: 3 } })
  })

  it('that are wrong are told with file, line and column', async () => {
    const { properties, problems } = await sidecarsOf({
      'a.txt': '',
      'a.txt.metadata.json': '{\n  "x": oops\n}',
      'b.txt': '',
      'b.txt.metadata.json': '[1]',
      'gone.txt.metadata.json': '{}',
      'valohai.metadata.jsonl': '{"file": "a.txt", "metadata": {}}\n{"file": 1}\n{"file"',
    })
    expect(properties).toEqual({ 'a.txt': {} })
    expect(problems).toEqual([
      'valohai.metadata.jsonl:2: a line is {"file": "…", "metadata": {…}}.',
      'valohai.metadata.jsonl:3:8: it is not JSON. Here : is missing.',
      'a.txt.metadata.json:2:8: it is not JSON. This word is not JSON; texts need double quotes.',
      'b.txt.metadata.json:1: the properties of a file are a JSON object.',
      'gone.txt.metadata.json:1: it describes gone.txt, which is not among the outputs.',
    ])
  })

  it('may be a hundred thousand lines', async () => {
    const files = Array.from({ length: 1000 }, (_, index) => `f/${index}.txt`)
    const lines = Array.from({ length: 100_000 }, (_, index) =>
      JSON.stringify({ file: files[index % 1000], metadata: { [`k${index}`]: index } }),
    )
    const { properties, problems } = await sidecarsOf({
      ...Object.fromEntries(files.map((name) => [name, ''])),
      'valohai.metadata.jsonl': lines.join('\n'),
    })
    expect(problems).toEqual([])
    expect(Object.keys(properties)).toHaveLength(1000)
    expect(Object.keys(properties['f/7.txt'] ?? {})).toHaveLength(100)
  }, 60_000)

  it('are no outputs', () => {
    expect(isSidecar('valohai.metadata.jsonl')).toBe(true)
    expect(isSidecar('a/b.metadata.json')).toBe(true)
    expect(isSidecar('a/valohai.metadata.jsonl')).toBe(false)
    expect(isSidecar('metadata.json')).toBe(false)
  })

  it('may have a hundred thousand lines, wrong ones too', async () => {
    const lines = Array.from({ length: 100_000 }, (_, n) => {
      const file = n % 2 ? `gone-${n}` : 'a'
      return JSON.stringify({ file, metadata: { [`k${n % 10}`]: n } })
    })
    const { properties, problems } = await sidecarsOf({
      a: '',
      'valohai.metadata.jsonl': lines.join('\n'),
    })
    expect(properties).toEqual({ a: { k0: 99990, k2: 99992, k4: 99994, k6: 99996, k8: 99998 } })
    expect(problems).toHaveLength(51)
    expect(problems[0]).toContain('valohai.metadata.jsonl:2: it describes gone-1')
    expect(problems.at(-1)).toBe('There are 49950 more problems with sidecars like these.')
  })

  it('are refused with what no database keeps', async () => {
    const { properties, problems } = await sidecarsOf({
      a: '',
      b: '',
      'a.metadata.json': '{"x": "a\\u0000b"}',
      'valohai.metadata.jsonl':
        '{"file": "a", "metadata": {"x": "\\ud800"}}\n{"file": "b", "metadata": {"x": "\\\\u0000 \\ud83d\\ude00"}}',
    })
    expect(properties).toEqual({ b: { x: '\\u0000 😀' } })
    expect(problems).toEqual([
      'valohai.metadata.jsonl:1: the properties hold a NUL or a character that is no Unicode.',
      'a.metadata.json:1: the properties hold a NUL or a character that is no Unicode.',
    ])
  })
})
