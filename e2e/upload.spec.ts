import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { api, expect, madeModel, test } from './support/test'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const upload = (model: string) => `/acme/models/${model}/versions/new`
const register = (page: Page) => page.getByRole('button', { name: 'Register version' })

/** A file of this test alone, so that the hub cannot have it already. */
function fresh(name: string) {
  const buffer = randomBytes(2000)
  return { name, mimeType: 'application/octet-stream', buffer }
}

test('a model is made and gets its first version from files of this computer', async ({
  as,
}, info) => {
  test.setTimeout(90_000)
  const page = await as('contributor')
  const name = `Upload é ${Date.now()}`
  await page.goto('/acme/models')
  await page.getByRole('link', { name: 'New model' }).click()
  await page.getByLabel('Name').fill(name)
  const slug = name.toLowerCase().replace('é', 'e').replaceAll(' ', '-')
  await expect(page.getByLabel('Slug')).toHaveValue(slug)
  await expect(page.getByText(`model://${slug}/`)).toBeVisible()
  await page.getByRole('button', { name: 'Create model' }).click()
  await page.waitForURL(`**/acme/models/${slug}`)

  await page.getByRole('link', { name: 'New version' }).click()
  await page.waitForURL(`**${upload(slug)}`)
  const large = randomBytes(64 * 1024 * 1024)
  await writeFile(info.outputPath('weights.bin'), large)
  const small = [fresh('labels.txt'), fresh('config.json')]
  await page.getByLabel('Choose files').setInputFiles(info.outputPath('weights.bin'))
  await page.getByLabel('Choose files').setInputFiles(small)
  await expect(page.getByText('3 of 3 files, 67.1 MB of 67.1 MB')).toBeVisible({ timeout: 60_000 })

  await page.getByRole('button', { name: 'Rename labels.txt' }).click()
  await page.getByLabel('New name of labels.txt').fill('data/labels.txt')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Rename data/labels.txt' })).toBeFocused()
  await page.getByLabel('Note').fill('From the browser.')
  await page.getByLabel('Tags').fill('first, eu')
  await page.getByRole('button', { name: 'Add metric' }).click()
  await page.getByLabel('Metric 1, name').fill('accuracy')
  await page.getByLabel('Metric 1, value').fill('0.93')
  await page.getByRole('button', { name: 'Add parameter' }).click()
  await page.getByLabel('Parameter 1, name').fill('depth')
  await page.getByLabel('Parameter 1, value').fill('4')
  const digest = await page
    .getByText('The version will have the digest')
    .locator('code[title]')
    .getAttribute('title')
  await register(page).click()
  await page.waitForURL(`**/acme/models/${slug}/versions/v1`)

  const main = page.getByRole('main')
  for (const bytes of [large, ...small.map(({ buffer }) => buffer)])
    await expect(main.locator(`code[title="${sha256(bytes)}"]`)).toBeVisible()
  for (const told of ['data/labels.txt', 'From the browser.', 'accuracy', '0.93', 'depth', 'eu'])
    await expect(main.getByText(told).first()).toBeVisible()
  const made = await api<object>('contributor', 'GET', `/models/${slug}/versions/1`)
  expect(made).toMatchObject({
    digest: `sha256:${digest}`,
    metrics: { accuracy: 0.93 },
    params: { depth: 4 },
    tags: ['first', 'eu'],
  })
})

test('files are dropped, names are looked at at once, and a file that is there is not sent', async ({
  as,
}) => {
  const model = await madeModel('drop', [])
  const page = await as('contributor', { hasTouch: true })
  await page.goto(upload(model))
  await register(page).click()
  await expect(page.getByText('Add at least one file.')).toBeVisible()
  const puts: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'PUT') puts.push(request.url())
  })
  // What `madeModel` uploads.
  const known = `weights of ${model}`
  const dropped = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer()
    for (const content of [text, 'another']) transfer.items.add(new File([content], 'weights.bin'))
    return transfer
  }, known)
  await page.dispatchEvent('main', 'drop', { dataTransfer: dropped })
  await expect(page.getByText('weights.bin is in the list twice.')).toBeVisible()
  await expect(page.getByText('Already on the hub')).toBeVisible()
  await register(page).click()
  await expect(page.getByText('Rename or remove the files that say why.')).toBeVisible()
  await page.setViewportSize({ width: 320, height: 640 })
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBe(0)
  await page.getByRole('button', { name: 'Remove weights.bin' }).last().click()
  await register(page).click()
  await page.waitForURL('**/versions/v1')
  expect(puts.filter((url) => url.endsWith(sha256(new TextEncoder().encode(known))))).toEqual([])
})

test('a connection that breaks is tried again, then asks, and loses nothing', async ({ as }) => {
  const model = await madeModel('broken', [])
  const page = await as('contributor')
  await page.goto(upload(model))
  let broken = 1
  await page.route('**/api/v1/acme/blobs/*', (route) =>
    route.request().method() === 'PUT' && broken-- > 0
      ? route.abort('connectionreset')
      : route.continue(),
  )
  await page.getByLabel('Choose files').setInputFiles([fresh('a.bin')])
  await expect(page.getByText('The connection broke. Trying again…')).toBeVisible()
  await expect(page.getByText('Uploaded', { exact: true })).toBeVisible()

  broken = 3
  await page.getByLabel('Choose files').setInputFiles([fresh('b.bin')])
  await expect(page.getByText('The connection broke. Check it, then try again.')).toBeVisible()
  await register(page).click()
  await expect(page.getByText('1 file failed. Try again, or remove it.')).toBeVisible()
  await page.getByRole('button', { name: 'Try again with b.bin' }).click()
  await expect(page.getByText('Uploaded', { exact: true })).toHaveCount(2)
  await register(page).click()
  await page.waitForURL('**/versions/v1')
})

test('an answer that is lost makes no second version', async ({ as }) => {
  const model = await madeModel('lost', [])
  const page = await as('contributor')
  await page.goto(upload(model))
  await page.getByLabel('Choose files').setInputFiles([fresh('a.bin')])
  await expect(page.getByText('Uploaded', { exact: true })).toBeVisible()
  let lose = true
  await page.route(`**/api/v1/acme/models/${model}/versions`, async (route) => {
    const answer = await route.fetch()
    if (lose) await route.abort('connectionreset')
    else await route.fulfill({ response: answer })
    lose = false
  })
  await register(page).click()
  await expect(page.getByText('The connection broke. Check it, then try again.')).toBeVisible()
  await register(page).click()
  await page.waitForURL('**/versions/v1')
  expect(await api<object>('contributor', 'GET', `/models/${model}`)).toMatchObject({ versions: 1 })
})

test('who was signed out meanwhile reads so and keeps the list', async ({ as }) => {
  const model = await madeModel('signed-out', [])
  const page = await as('contributor')
  await page.goto(upload(model))
  const cookies = await page.context().cookies()
  await page.context().clearCookies()
  await page.getByLabel('Choose files').setInputFiles([fresh('a.bin')])
  await expect(page.getByText('You are signed out.', { exact: false }).first()).toBeVisible()
  await page.context().addCookies(cookies)
  await page.getByRole('button', { name: 'Try again with a.bin' }).click()
  await expect(page.getByText('Uploaded', { exact: true })).toBeVisible()
})

test('leaving in the middle asks first', async ({ as }) => {
  const model = await madeModel('leaving', [])
  const page = await as('contributor')
  await page.goto(upload(model))
  let held = () => {}
  const holding = new Promise<void>((resolve) => {
    held = resolve
  })
  await page.route('**/api/v1/acme/blobs/*', async (route) => {
    await holding
    await route.continue().catch(() => undefined)
  })
  await page.getByLabel('Choose files').setInputFiles([fresh('a.bin')])
  await expect(page.getByText('Uploading, 0 %', { exact: true })).toBeVisible()
  const asked = page.waitForEvent('dialog')
  const clicked = page.getByRole('link', { name: 'Cancel' }).click()
  const dialog = await asked
  expect([dialog.type(), dialog.message()]).toEqual([
    'confirm',
    'Files are still being uploaded. Leave this page and stop them?',
  ])
  await dialog.dismiss()
  await clicked
  await expect(page).toHaveURL(new RegExp(`${upload(model)}$`))
  await expect(page.getByText('leaving it stops them')).toBeVisible()
  held()
})

test('going back in the middle asks first, where the page was come to by a link', async ({
  as,
}) => {
  const model = await madeModel('back', [])
  const page = await as('contributor')
  await page.goto(`/acme/models/${model}`)
  await page.getByRole('link', { name: 'New version' }).first().click()
  await page.waitForURL(`**${upload(model)}`)
  await page.route('**/api/v1/acme/blobs/*', () => undefined)
  // A browser lets nobody be held who has done nothing on the page.
  await page.getByLabel('Note').click()
  await page.getByLabel('Choose files').setInputFiles([fresh('a.bin')])
  await expect(page.getByText('Uploading, 0 %', { exact: true })).toBeVisible()
  const asked = page.waitForEvent('dialog')
  const back = page.evaluate(() => history.back())
  await (await asked).dismiss()
  await back
  await expect(page.getByText('Uploading, 0 %', { exact: true })).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`${upload(model)}$`))
  await page.unrouteAll({ behavior: 'ignoreErrors' })
})

test('the keyboard goes on where a file or a row was removed', async ({ as }) => {
  const model = await madeModel('focus', [])
  const page = await as('contributor')
  await page.goto(upload(model))
  const names = ['a.bin', 'b.bin', 'c.bin']
  await page.getByLabel('Choose files').setInputFiles(names.map(fresh))
  const remove = (name: string) => page.getByRole('button', { name: `Remove ${name}` })
  await page.getByRole('button', { name: 'Rename a.bin' }).press('Enter')
  await page.getByLabel('New name of a.bin').press('Escape')
  await expect(page.getByRole('button', { name: 'Rename a.bin' })).toBeFocused()
  await remove('b.bin').press('Enter')
  await expect(remove('c.bin')).toBeFocused()
  await remove('c.bin').press('Enter')
  await expect(remove('a.bin')).toBeFocused()
  await remove('a.bin').press('Enter')
  await expect(page.getByLabel('Choose files')).toBeFocused()

  const add = page.getByRole('button', { name: 'Add metric' })
  for (const row of [1, 2]) {
    await add.press('Enter')
    await expect(page.getByLabel(`Metric ${row}, name`)).toBeFocused()
  }
  await remove('metric 1').press('Enter')
  await expect(remove('metric 1')).toBeFocused()
  await remove('metric 1').press('Enter')
  await expect(add).toBeFocused()
})

test('a folder without files says so, until files come', async ({ as }) => {
  const model = await madeModel('empty', [])
  const page = await as('contributor')
  await page.goto(upload(model))
  const said = page.getByText('There are no files in that folder.')
  const nothing = await page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['x'], 'x'))
    Object.defineProperty(transfer, 'items', { value: [] })
    return transfer
  })
  await page.dispatchEvent('main', 'drop', { dataTransfer: nothing })
  await expect(said).toBeVisible()
  await page.getByLabel('Choose files').setInputFiles([fresh('a.bin')])
  await expect(said).toHaveCount(0)
})

test('who may not register or make a model reads why', async ({ as }) => {
  const model = await madeModel('closed', [])
  const page = await as('auditor')
  const reason = 'Needs the contributor role. You are an auditor.'
  for (const path of [upload(model), '/acme/models/new', '/acme/models', `/acme/models/${model}`]) {
    await page.goto(path)
    await expect(page.getByRole('main').getByText(reason).first()).toBeVisible()
  }
  await api('contributor', 'POST', `/models/${model}/archive`, {})
  const theirs = await as('contributor')
  await theirs.goto(upload(model))
  await expect(theirs.getByText(`${model} is archived. Restore it first.`)).toBeVisible()
})

test('a model is made without JavaScript, wrong fields say so, and uploading says how else', async ({
  as,
}) => {
  const page = await as('contributor', { javaScriptEnabled: false })
  await page.goto('/acme/models/new?project=penguins')
  await expect(page.getByRole('checkbox', { name: 'penguins' })).toBeChecked()
  await page.getByLabel('Name').fill(`Plain ${Date.now()}`)
  await page.getByLabel('Slug').fill('latest')
  await page.getByRole('radio', { name: /^Restricted/ }).check()
  await page.getByRole('button', { name: 'Create model' }).click()
  await expect(page.getByText('latest is reserved: it already means a version.')).toBeVisible()
  await expect(page.getByRole('radio', { name: /^Restricted/ })).toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'penguins' })).toBeChecked()
  await page.getByLabel('Slug').fill('')
  await page.getByRole('button', { name: 'Create model' }).click()
  await page.waitForURL('**/acme/models/plain-*')
  await expect(page.getByText('Restricted', { exact: true })).toBeVisible()

  await page.goto(`${page.url()}/versions/new`)
  await expect(
    page.getByText('Uploading in the browser needs JavaScript.', { exact: false }),
  ).toBeVisible()
  await expect(
    page.getByText('node hub.mjs push model.onnx model://plain-', { exact: false }).first(),
  ).toBeVisible()
})

/** A run of the contributor's that has made these files. */
async function runWith(files: { name: string; buffer: Uint8Array }[]) {
  const runs = '/projects/penguins/runs'
  const { run } = await api<{ run: number }>('contributor', 'POST', runs, {
    step: 'by-hand',
    params: { depth: 4 },
  })
  for (const { name, buffer } of files) {
    await api('contributor', 'PUT', `/blobs/${sha256(buffer)}`, buffer)
    const path = `${runs}/${run}/outputs/${name.split('/').map(encodeURIComponent).join('/')}`
    await api('contributor', 'PUT', path, { sha256: sha256(buffer) })
  }
  return run
}

test('of a run that made more files than can be chosen from, all become a version', async ({
  as,
}) => {
  const model = await madeModel('many-outputs', [])
  const { buffer } = fresh('same')
  const run = await runWith(
    Array.from({ length: 101 }, (_, index) => ({ name: `part-${index}.bin`, buffer })),
  )
  await api('contributor', 'POST', `/projects/penguins/runs/${run}/finish`, { state: 'completed' })
  const page = await as('contributor', { javaScriptEnabled: false })
  await page.goto(`/acme/projects/penguins/runs/${run}/register`)
  await expect(page.getByRole('checkbox')).toHaveCount(1)
  await expect(
    page.getByRole('checkbox', { name: 'All 101 files of the run, 202 kB' }),
  ).toBeChecked()
  await page.getByRole('button', { name: 'Register version' }).click()
  await expect(page.getByText('Choose a model.')).toBeVisible()
  await expect(page.getByRole('checkbox', { name: 'All 101 files' })).toBeChecked()
  await page.getByRole('combobox', { name: 'Model' }).fill(model)
  await page.getByRole('button', { name: 'Register version' }).click()
  await page.waitForURL(`**/models/${model}/versions/v1`)
  const { files } = await api<{ files: object[] }>(
    'contributor',
    'GET',
    `/models/${model}/versions/1`,
  )
  expect(files).toHaveLength(101)
})

test('a version is registered from what a run made, without JavaScript too', async ({ as }) => {
  const model = await madeModel('from-run', [])
  await api('contributor', 'PATCH', `/models/${model}`, { projects: ['penguins'] })
  const files = ['model.json', 'notes/readme.md'].map((name) => ({ ...fresh(name), name }))
  const runs = '/projects/penguins/runs'
  const run = await runWith(files)
  const values = { accuracy: 0.75 }
  await api('contributor', 'POST', `${runs}/${run}/metrics`, {
    events: [{ time: new Date().toISOString(), values }],
  })
  await api('contributor', 'POST', `${runs}/${run}/finish`, { state: 'completed' })

  const other = await as('admin')
  await other.goto(`/acme/projects/penguins/runs/${run}`)
  const reason = 'Only the person whose run it is may register a version from it.'
  await expect(other.getByText(reason)).toBeVisible()

  const scripted = await as('contributor')
  await scripted.goto(upload(model))
  await scripted.getByRole('link', { name: `penguins #${run}` }).click()
  await expect(scripted.getByRole('combobox', { name: 'Model' })).toHaveValue(model)
  await expect(scripted.getByRole('main')).toContainText('0.75')

  const page = await as('contributor', { javaScriptEnabled: false })
  await page.goto(`/acme/projects/penguins/runs/${run}`)
  await page.getByRole('link', { name: 'Register a version' }).click()
  await page.getByRole('checkbox', { name: 'notes/readme.md' }).uncheck()
  await page.getByRole('button', { name: 'Register version' }).click()
  await expect(page.getByText('Choose a model.')).toBeVisible()
  await expect(page.getByRole('checkbox', { name: 'notes/readme.md' })).not.toBeChecked()
  await page.getByRole('combobox', { name: 'Model' }).fill(model)
  await page.getByRole('textbox', { name: /^Note/ }).fill('From the run.')
  await page.getByRole('button', { name: 'Register version' }).click()
  await page.waitForURL(`**/models/${model}/versions/v1`)
  expect(await api<object>('contributor', 'GET', `/models/${model}/versions/1`)).toMatchObject({
    run: `run://penguins/${run}`,
    note: 'From the run.',
    metrics: values,
    params: { depth: 4 },
    files: [{ name: 'model.json', sha256: sha256(files[0]?.buffer ?? new Uint8Array()) }],
  })
})
