import { createHash } from 'node:crypto'
import { api, expect, test } from './support/test'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
let made = 0

/** A file of this computer. */
const csv = (name: string, text: string) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(text),
})

/** A dataset of this spec alone, with these versions of files by name. */
async function madeDataset(
  name: string,
  versions: Record<string, Record<string, string>> = {},
): Promise<string> {
  const slug = `${name}-${process.pid}-${++made}`
  await api('contributor', 'POST', '/datasets', { slug })
  for (const [version, files] of Object.entries(versions)) {
    for (const text of Object.values(files))
      await api('contributor', 'PUT', `/blobs/${sha256(text)}`, new TextEncoder().encode(text))
    await api('contributor', 'POST', `/datasets/${slug}/versions`, {
      version,
      files: Object.entries(files).map(([file, text]) => ({ name: file, sha256: sha256(text) })),
    })
  }
  return slug
}

test('a contributor makes versions by upload, moves an alias, and sees what differs', async ({
  as,
}) => {
  test.slow()
  const page = await as('contributor')
  const slug = `uploaded-${Date.now()}`
  await page.goto('/acme/models')
  await page.getByRole('link', { name: 'Datasets', exact: true }).click()
  await page.getByRole('link', { name: 'New dataset' }).click()
  await page.getByLabel('Name').fill(slug)
  await page.getByLabel('Description').fill('Rows that people **uploaded**.')
  await page.getByLabel('Tags').fill('eu, raw')
  await page.getByRole('button', { name: 'Create dataset' }).click()
  await page.waitForURL(`**/acme/datasets/${slug}`)
  await expect(page.getByRole('main').getByText('uploaded', { exact: true })).toBeVisible()

  await page.getByRole('link', { name: 'New version' }).click()
  await expect(page.getByLabel('Name of the version')).toHaveValue('v1')
  await page
    .getByLabel('Choose files')
    .setInputFiles([csv('train.csv', `a,b\n1,2\n${slug}`), csv('test.csv', `a,b\n3,4\n${slug}`)])
  await expect(page.getByText('2 of 2 files', { exact: false })).toBeVisible()
  await page.getByLabel('Properties').fill('{ "rows": 344, }')
  await page.getByRole('button', { name: 'Make version' }).click()
  await expect(page.getByText(/This is not JSON: look at line 1/)).toBeVisible()
  await page.getByLabel('Properties').fill('{ "rows": 344 }')
  await page.getByRole('button', { name: 'Make version' }).click()
  await page.waitForURL(`**/datasets/${slug}/versions/v1`)
  const main = page.getByRole('main')
  for (const told of ['train.csv', 'test.csv', 'rows', '344'])
    await expect(main.getByText(told, { exact: true }).first()).toBeVisible()

  await page.getByLabel('Alias', { exact: true }).fill('production')
  await page.getByRole('button', { name: 'Point it here' }).click()
  await expect(page.getByRole('list', { name: 'Aliases' })).toContainText('production')

  await page.goto(`/acme/datasets/${slug}/upload`)
  await expect(page.getByLabel('Name of the version')).toHaveValue('v2')
  await page
    .getByLabel('Choose files')
    .setInputFiles([csv('train.csv', `a,b\n1,2\n5,6\n${slug}`), csv('more.csv', `c\n${slug}`)])
  await expect(page.getByText('2 of 2 files', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Make version' }).click()
  await page.waitForURL(`**/datasets/${slug}/versions/v2`)

  await page.getByRole('link', { name: 'Compare' }).click()
  await page.waitForURL('**/compare**')
  await expect(page.getByRole('row').filter({ hasText: 'train.csv' })).toContainText('Changed')
  await expect(page.getByRole('row').filter({ hasText: 'test.csv' })).toContainText('Removed')
  await expect(page.getByRole('row').filter({ hasText: 'more.csv' })).toContainText('Added')
  await expect(main).toContainText('1 added, 1 removed, 1 changed')
  await expect(main).toContainText('properties.rows')

  await page.goto(`/acme/datasets/${slug}/aliases`)
  await page.getByLabel('Alias', { exact: true }).fill('production')
  await page.getByLabel('Version').fill('v2')
  await page.getByRole('button', { name: 'Point it there' }).click()
  await expect(page.getByText('Done.')).toBeVisible()
  const history = page.getByRole('region', { name: 'History of the aliases' })
  await expect(history.getByRole('row')).toHaveCount(3)
  expect(
    await api<object>('contributor', 'GET', `/datasets/${slug}/versions/production`),
  ).toMatchObject({ version: 'v2' })
  await page.goto(`/acme/datasets/${slug}/versions/production`)
  await page.waitForURL(`**/datasets/${slug}/versions/v2`)
})

test('a reader finds everything and reads why they may change nothing', async ({ as }) => {
  const slug = await madeDataset('read', { v1: { 'a.csv': 'a' }, v2: { 'a.csv': 'b' } })
  const page = await as('auditor')
  const reason = 'Needs the contributor role.'
  await page.goto('/acme/datasets')
  await expect(page.getByRole('button', { name: 'New dataset' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await page.goto(`/acme/datasets?q=${slug}`)
  await page.getByRole('link', { name: slug, exact: true }).click()
  await expect(page.getByRole('button', { name: 'New version' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  for (const part of ['upload', 'edit', 'aliases', 'versions/v1', 'versions/v1/edit']) {
    await page.goto(`/acme/datasets/${slug}/${part}`)
    await expect(page.getByRole('main')).toContainText(reason)
  }
  await page.goto(`/acme/datasets/${slug}/settings`)
  await expect(page.getByRole('main')).toContainText('Needs the maintainer role.')
  await page.goto('/acme/datasets/new')
  await expect(page.getByRole('main')).toContainText(reason)
  await page.goto(`/acme/datasets/${slug}/compare`)
  await expect(page.getByRole('main')).toContainText('1 changed')
})

test('an upload begins with the files of a version and takes the place of some', async ({ as }) => {
  const slug = await madeDataset('grown', { v1: { 'a.csv': 'a', 'b.csv': 'b' } })
  const page = await as('contributor')
  await page.goto(`/acme/datasets/${slug}/upload`)
  await page.getByLabel('Choose files').setInputFiles([csv('b.csv', 'better')])
  await expect(page.getByText('The version will have the digest')).toBeVisible()
  await page.getByLabel('Begins with the files of').fill('v9')
  await expect(page.getByText('The version will have the digest')).toHaveCount(0)
  await page.getByRole('button', { name: 'Make version' }).click()
  await expect(page.getByText(/There is no version or alias v9/)).toBeVisible()
  await page.getByLabel('Begins with the files of').fill('v1')
  await page.getByRole('button', { name: 'Make version' }).click()
  await page.waitForURL(`**/datasets/${slug}/versions/v2`)
  const main = page.getByRole('main')
  await expect(main.getByRole('link', { name: `dataset://${slug}/v1` })).toBeVisible()
  for (const [name, text] of [
    ['a.csv', 'a'],
    ['b.csv', 'better'],
  ] as const)
    await expect(
      main
        .getByRole('row')
        .filter({ hasText: name })
        .locator(`code[title="${sha256(text)}"]`),
    ).toBeVisible()
})

test('what is said of data is edited without JavaScript, and bad JSON says where', async ({
  as,
}) => {
  const slug = await madeDataset('edited', { v1: { 'a.csv': 'a' } })
  const page = await as('contributor', { javaScriptEnabled: false })
  for (const [path, shown] of [
    [`/acme/datasets/${slug}`, 'Edit'],
    [`/acme/datasets/${slug}/versions/v1`, 'Edit'],
  ] as const) {
    await page.goto(path)
    await page.getByRole('link', { name: shown, exact: true }).first().click()
    await page.getByLabel('Description').fill('Where *rows* come from.')
    await page.getByLabel('Tags').fill('eu clean')
    await page.getByLabel('Properties').fill('{\n  "rows": 12\n  "licence": "CC0"\n}')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText(/look at line 3, column 3/)).toBeVisible()
    await expect(page.getByLabel('Tags')).toHaveValue('eu clean')
    await page.getByLabel('Properties').fill('{ "rows": 12, "licence": "CC0" }')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(`**${path}`)
    await expect(page.getByRole('region', { name: 'Properties' })).toContainText('CC0')
    await expect(page.getByRole('main')).toContainText('Where rows come from.')
  }
  await page.getByLabel('Alias', { exact: true }).fill('v1')
  await page.getByRole('button', { name: 'Point it here' }).click()
  await expect(page.getByRole('main')).toContainText(/v1/)
  expect(await api<{ aliases: [] }>('contributor', 'GET', `/datasets/${slug}`)).toMatchObject({
    aliases: [],
  })
})

test('names of any kind and length lead to their pages and fit 320 px', async ({ as }) => {
  test.slow()
  const odd = '100% é ?#&'
  const long = 'n'.repeat(200)
  const slug = await madeDataset('l'.repeat(60), {
    [odd]: { 'a.csv': 'a' },
    [long]: { [`${'d'.repeat(200)}/${'f'.repeat(200)}.csv`]: 'b' },
    upload: { 'a.csv': 'c' },
  })
  await api('contributor', 'PATCH', `/datasets/${slug}`, {
    tags: ['t'.repeat(64)],
    properties: { ['p'.repeat(200)]: 'v'.repeat(500) },
  })
  const wide = await as('contributor')
  for (const name of [odd, long, 'upload']) {
    await wide.goto(`/acme/datasets/${slug}`)
    await wide.getByRole('table').getByRole('link', { name, exact: true }).click()
    await expect(wide.getByRole('heading', { level: 1, name, exact: true })).toBeVisible()
  }
  const page = await as('contributor', { viewport: { width: 320, height: 640 } })
  const { files } = await api<{ files: { uri: string }[] }>(
    'contributor',
    'GET',
    `/datasets/${slug}/versions/${long}`,
  )
  const spilt: string[] = []
  for (const path of [
    '/acme/datasets',
    `/acme/datasets/${slug}`,
    `/acme/datasets/${slug}/edit`,
    `/acme/datasets/${slug}/aliases`,
    `/acme/datasets/${slug}/settings`,
    `/acme/datasets/${slug}/upload`,
    `/acme/datasets/${slug}/compare?from=${long}&to=upload`,
    `/acme/datasets/${slug}/versions/${long}`,
    `/acme/datasets/${slug}/versions/${long}/edit`,
    `/acme/files/${files[0]?.uri.replace('datum://', '')}`,
  ]) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    if (overflow > 0) spilt.push(`${path}: ${overflow} px`)
  }
  expect(spilt).toEqual([])
})

test('a file leads to the run that made it, to all that holds it, and to what used it', async ({
  as,
}) => {
  test.slow()
  const slug = await madeDataset('made')
  const text = `rows of ${slug}`
  const runs = '/projects/penguins/runs'
  const { run } = await api<{ run: number }>('contributor', 'POST', runs, { step: 'prepare' })
  await api('contributor', 'PUT', `/blobs/${sha256(text)}`, new TextEncoder().encode(text))
  await api('contributor', 'PUT', `${runs}/${run}/outputs/rows.csv`, { sha256: sha256(text) })
  await api('contributor', 'POST', `${runs}/${run}/finish`, {
    state: 'completed',
    sidecars: {
      'rows.csv': { rows: 3, 'valohai.dataset-versions': [`dataset://${slug}/v1`] },
    },
  })
  const inputs = [{ name: 'data', uri: `dataset://${slug}/v1` }]
  const user = await api<{ run: number }>('contributor', 'POST', runs, { step: 'train', inputs })
  const page = await as('auditor')
  await page.goto(`/acme/projects/penguins/runs/${run}`)
  await page.getByRole('link', { name: 'rows.csv', exact: true }).click()
  await page.waitForURL('**/acme/files/**')
  const main = page.getByRole('main')
  await expect(main.getByRole('link', { name: `run://penguins/${run}` })).toBeVisible()
  await expect(main.getByRole('link', { name: 'Download' })).toBeVisible()
  const download = page.waitForEvent('download')
  await main.getByRole('link', { name: 'Download' }).click()
  expect((await download).suggestedFilename()).toBe('rows.csv')
  await main.getByRole('link', { name: `dataset://${slug}/v1` }).click()
  await page.waitForURL(`**/datasets/${slug}/versions/v1`)
  await expect(main.getByRole('link', { name: `run://penguins/${run}` })).toBeVisible()
  await expect(main.getByRole('link', { name: '1 run', exact: true })).toBeVisible()
  await main.getByRole('link', { name: `run://penguins/${user.run}` }).click()
  await page.waitForURL(`**/projects/penguins/runs/${user.run}`)
  await main.getByRole('link', { name: `dataset://${slug}/v1` }).click()
  await page.waitForURL(`**/datasets/${slug}/versions/v1`)
})

test('a dataset is put away, brought back, and deleted by its name', async ({ as }) => {
  const slug = await madeDataset('gone', { v1: { 'a.csv': 'a' } })
  const page = await as('admin')
  await page.goto(`/acme/datasets/${slug}/settings`)
  await page.getByText('Archive this dataset').click()
  await page.getByRole('button', { name: 'Archive', exact: true }).click()
  await expect(page.getByText(`${slug} is archived.`).first()).toBeVisible()
  await page.goto(`/acme/datasets?q=${slug}`)
  await expect(page.getByText('No datasets match')).toBeVisible()
  await page.goto(`/acme/datasets/${slug}/versions/v1`)
  await expect(page.getByRole('link', { name: 'a.csv', exact: true })).toBeVisible()
  await page.goto(`/acme/datasets/${slug}`)
  await page.getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByText(`${slug} is archived.`)).toHaveCount(0)
  await page.goto(`/acme/datasets/${slug}/settings`)
  await page.getByText('Delete this dataset').click()
  await page.getByLabel('Name').fill(slug)
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.waitForURL('**/acme/datasets')
  const gone = await page.goto(`/acme/datasets/${slug}`)
  expect(gone?.status()).toBe(404)
})
