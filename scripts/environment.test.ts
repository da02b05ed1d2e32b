import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { root } from './paths.mjs'

it('lists in .env.example exactly the settings that a hub reads', () => {
  const example = readFileSync(`${root}.env.example`, 'utf8')
  const listed = [...example.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name)
  const source = readFileSync(`${root}lib/env.ts`, 'utf8')
  const read = [...source.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name)
  expect(listed.sort()).toEqual(read.filter((name) => name !== 'NODE_ENV').sort())
})
