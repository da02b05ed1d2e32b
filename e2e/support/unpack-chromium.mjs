// Runs in a process of its own, since the package unpacks into TMPDIR and takes what it finds there.
import { chmod } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflate } from '@sparticuz/chromium'

const archives = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../bin')

const [browser] = await Promise.all(
  ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'].map((archive) =>
    inflate(join(archives, archive)),
  ),
)

// Whoever else works in this clone may run it too.
if (browser) await chmod(browser, 0o755)
