import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { generated } from './generated'

const root = join(import.meta.dirname, '../..')

it.each([...generated(root)])(
  '%s says what the code does; npm run docs writes it',
  (file, text) => {
    const path = join(root, file)
    expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(text)
  },
)
