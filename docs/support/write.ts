import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generated } from './generated'

// `npm run docs`: writes what is made from the code.
const root = join(import.meta.dirname, '../..')
for (const [file, text] of generated(root)) {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}
