import { describe, expect, it } from 'vitest'
import { verbs } from '@/cli/hub'
import { readProject } from '@/cli/yaml/project'
import { documents, parseDocument, readDocument } from './document'
import { missingLine } from './output'
import { reasonToSkip } from './substitutions'

describe.each(documents().map(readDocument))('$file', ({ blocks, words }) => {
  it('says sh for commands, and no mark that nobody knows', () => {
    for (const { language, marks } of blocks) {
      expect(['bash', 'shell', 'console', 'zsh']).not.toContain(language)
      expect(Object.keys(marks).filter((mark) => !['needs', 'file'].includes(mark))).toEqual([])
      expect(() => reasonToSkip(marks.needs)).not.toThrow()
    }
  })

  it('holds steps and JSON that can be read', () => {
    for (const { language, text } of blocks) {
      if (language === 'json') expect(() => JSON.parse(text)).not.toThrow()
      if (language === 'yaml' && /^- step:/m.test(text))
        expect(readProject(text, 'valohai.yaml').findings).toEqual([])
    }
  })

  it('names only commands that there are', () => {
    const known = ['help', ...verbs.flatMap(({ name, aliases = [] }) => [name, ...aliases])]
    const named = words.flatMap((word) => /^(?:npx )?hub (\w.*)/.exec(word)?.[1] ?? [])
    const isKnown = (command: string) => known.some((verb) => `${command} `.startsWith(`${verb} `))
    expect(named.filter((command) => !isKnown(command))).toEqual([])
  })
})

it('reads marks, and what a block prints only from the block right after it', () => {
  const text =
    '```sh needs=docker\na\n```\n\n```text\nb\n```\n\n```sh\nc\n```\n\nd\n\n```text\ne\n```'
  const blocks = parseDocument('x.md', text).blocks.filter(({ language }) => language === 'sh')
  expect(blocks).toMatchObject([
    { line: 1, marks: { needs: 'docker' }, text: 'a', output: 'b' },
    { line: 9, marks: {}, text: 'c', output: null },
  ])
})

describe('what commands print', () => {
  it.each([
    ['a\nc', 'a\nb\nc'],
    ['v1  pending', '  v1   pending  '],
    ['model://x/v1@sha256:… (…)', 'model://x/v1@sha256:0af (new)'],
    ['…\nb', 'a\nb'],
  ])('%j is in %j', (expected, output) => {
    expect(missingLine(expected, output)).toBeNull()
  })

  it.each([
    ['c\na', 'a\nc', 'a'],
    ['a', 'ab', 'a'],
    ['a…c', 'ab', 'a…c'],
    ['a.c', 'abc', 'a.c'],
  ])('%j is not in %j', (expected, output, line) => {
    expect(missingLine(expected, output)).toBe(line)
  })
})
