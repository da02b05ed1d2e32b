import { api, expect, madeModel, test } from './support/test'

/** A grey image of 40 × 30. */
const picture = {
  name: 'residuals.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAACgAAAAeCAAAAAB7tgMBAAAAGElEQVR42mNoIBIwjCocVTiqcFThYFYIAME9WB8e3PU7AAAAAElFTkSuQmCC',
    'base64',
  ),
}

const evaluation = `| metric | value |
|--------|-------|
| recall | 0.91  |

\`\`\`py
print("held out")
\`\`\`

- [x] measured
- [ ] measured again

<script>document.title = 'taken over'</script>
<img src=x onerror="document.title = 'taken over'">

[click](javascript:alert(1))`

test('a contributor writes a card block by block, with a picture, and puts it in order', async ({
  as,
}) => {
  test.slow()
  const model = await madeModel('carded', [{ recall: 0.91 }])
  const page = await as('contributor')
  await page.goto(`/acme/models/${model}`)
  await page.getByRole('link', { name: 'Write the model card' }).click()
  await expect(page.getByLabel('Title')).toHaveValue('Overview')
  await page.getByLabel('Text').fill('Who will **leave**.')
  await page.getByRole('button', { name: 'Save block' }).click()
  await page.waitForURL(`**/models/${model}`)
  await expect(page.getByRole('main')).toContainText('Who will leave.')

  await page.getByRole('link', { name: 'Add block' }).click()
  await page.getByLabel('Title').fill('Evaluation')
  await page.getByLabel('Category').fill('Judgement')
  await page.getByLabel('Text').fill(evaluation)
  await page.getByLabel('Choose images').setInputFiles(picture)
  await expect(page.getByLabel('Text')).toHaveValue(/!\[residuals\]\(\/api\/v1\/acme\/.*#40x30\)/)
  await page.getByRole('button', { name: 'Preview' }).click()
  await expect(page.getByRole('heading', { name: 'Preview' })).toBeVisible()
  await expect(page.getByRole('cell', { name: '0.91' })).toBeVisible()
  await page.getByRole('button', { name: 'Save block' }).click()
  await page.waitForURL(`**/models/${model}`)

  const block = page.getByRole('region', { name: 'Evaluation' })
  await expect(block.getByRole('cell', { name: '0.91' })).toBeVisible()
  await expect(block.locator('pre')).toContainText('print("held out")')
  await expect(block.getByRole('img', { name: 'Done:' })).toBeVisible()
  const image = block.getByRole('img', { name: 'residuals' })
  await expect(image).toHaveAttribute('width', '40')
  await image.scrollIntoViewIfNeeded()
  await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(40)
  await expect(page).toHaveTitle(/carded/)
  await expect(block.getByText('click')).not.toHaveAttribute('href', /.+/)

  await page.getByRole('link', { name: 'Arrange' }).click()
  await page.getByRole('button', { name: 'Move Evaluation up' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Evaluation' })).toBeVisible()
  await expect
    .poll(async () => {
      const told = await api<{ blocks: { title: string }[] }>(
        'contributor',
        'GET',
        `/models/${model}/card`,
      )
      return told.blocks.map(({ title }) => title)
    })
    .toEqual(['Evaluation', 'Overview'])
  await page.locator('summary').filter({ hasText: 'Remove Overview' }).click()
  await page.getByRole('button', { name: 'Remove Overview' }).click()
  await expect(page.getByRole('link', { name: 'Overview', exact: true })).toHaveCount(0)
})

test('the history of a card compares any two revisions and brings an older one back', async ({
  as,
}) => {
  const model = await madeModel('revised', [])
  const put = (body: string) =>
    api('contributor', 'PUT', `/models/${model}/card`, { blocks: [{ title: 'Limits', body }] })
  for (const body of ['One winter.', 'Two winters.', 'Three winters.']) await put(body)
  const page = await as('contributor')
  await page.goto(`/acme/models/${model}`)
  await page.getByRole('link', { name: 'History of the card' }).click()
  const row = (number: number) => page.getByRole('row').filter({ hasText: `Revision ${number}` })
  await expect(row(3)).toContainText('api')
  await expect(row(3)).toContainText('Ana Silva')
  await page.getByRole('radio', { name: 'from revision 1' }).check()
  await page.getByRole('radio', { name: 'to revision 3' }).check()
  await page.getByRole('button', { name: 'Compare the selected two' }).click()
  const differences = page.getByRole('region', { name: /^Differences/ })
  await expect(differences.getByRole('deletion')).toContainText('Removed: One winter.')
  await expect(differences.getByRole('insertion')).toContainText('Added: Three winters.')
  await page.getByRole('button', { name: 'Restore revision 1' }).click()
  await expect(row(4)).toContainText('Revision 1 again.')
  await page.goto(`/acme/models/${model}`)
  await expect(page.getByRole('main')).toContainText('One winter.')
})

test('of two who write at once, the later is told, keeps the text and may go on', async ({
  as,
}) => {
  const model = await madeModel('together', [])
  await api('contributor', 'PATCH', `/models/${model}`, { description: 'First.' })
  const page = await as('contributor')
  await page.goto(`/acme/models/${model}`)
  await page.getByRole('link', { name: 'Edit card' }).click()
  await page.getByLabel('Text').fill('Mine.')
  await api('contributor', 'PATCH', `/models/${model}`, { description: 'Theirs.' })
  await page.getByRole('button', { name: 'Save block' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toContainText('it is at revision 2')
  await expect(page.getByLabel('Text')).toHaveValue('Mine.')
  await page.getByRole('button', { name: 'Save block' }).click()
  await page.waitForURL(`**/models/${model}`)
  await expect(page.getByRole('main')).toContainText('Mine.')
})

test('without JavaScript a card is previewed, given a picture, saved and put in order', async ({
  as,
}) => {
  const model = await madeModel('unscripted-card', [])
  const page = await as('contributor', { javaScriptEnabled: false })
  await page.goto(`/acme/models/${model}/card/new?title=Overview`)
  await page.getByLabel('Text').fill('Who will **leave**.')
  await page.getByRole('button', { name: 'Preview' }).click()
  await expect(page.getByRole('heading', { name: 'Preview' })).toBeVisible()
  await expect(page.locator('strong').filter({ hasText: 'leave' })).toBeVisible()
  await page.getByLabel('Image').setInputFiles(picture)
  await page.getByRole('button', { name: 'Upload and add to the text' }).click()
  await expect(page.getByLabel('Text')).toHaveValue(/Who will \*\*leave\*\*\.\s+!\[residuals\]/)
  await page.getByRole('button', { name: 'Save block' }).click()
  await expect(page.getByRole('img', { name: 'residuals' })).toBeVisible()

  await page.goto(`/acme/models/${model}/card/new`)
  await page.getByRole('button', { name: 'Save block' }).click()
  await expect(page.getByText('Give it a title.')).toBeVisible()
  await page.getByLabel('Title').fill('Limits')
  await page.getByRole('button', { name: 'Save block' }).click()
  await page.goto(`/acme/models/${model}/card`)
  await expect(page.getByText('Not shown: nothing is written in it.')).toBeVisible()
  await page.getByRole('button', { name: 'Move Limits up' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Limits' }).first()).toBeVisible()
})

test('who may not write a card reads why, and reads the card', async ({ as }) => {
  const model = await madeModel('read-card', [])
  const { blocks } = await api<{ blocks: { id: string }[] }>(
    'contributor',
    'PUT',
    `/models/${model}/card`,
    { blocks: [{ title: 'Limits', body: 'One winter.' }] },
  )
  const page = await as('auditor')
  await page.goto(`/acme/models/${model}`)
  await expect(page.getByRole('main')).toContainText('One winter.')
  await expect(page.getByRole('link', { name: 'Add block' })).toHaveCount(0)
  for (const part of ['', '/new', `/blocks/${blocks[0]?.id}`]) {
    await page.goto(`/acme/models/${model}/card${part}`)
    await expect(page.getByRole('main')).toContainText('Needs the contributor role.')
  }
  await page.goto(`/acme/models/${model}/card/history`)
  await expect(page.getByRole('button', { name: /^Restore/ })).toHaveCount(0)
})

test('an admin defines a field, a contributor fills it in, and what is wrong is said beside it', async ({
  as,
}) => {
  const label = `Review day ${process.pid}`
  const model = await madeModel('fielded', [])
  const admin = await as('admin')
  await admin.goto('/acme/settings/fields')
  await admin.getByRole('link', { name: 'Define a field' }).click()
  await admin.getByLabel('Label').fill(label)
  await admin.getByLabel('Kind', { exact: true }).selectOption('choice')
  await admin.getByRole('button', { name: 'Define field' }).click()
  await expect(admin.getByText('Say what there is to choose from.')).toBeVisible()
  await admin.getByLabel('Kind', { exact: true }).selectOption('date')
  await admin.getByLabel('Required').check()
  await admin.getByRole('button', { name: 'Define field' }).click()
  const row = admin.getByRole('row').filter({ hasText: label })
  await expect(row).toContainText('Required')
  await admin.getByRole('button', { name: `Move ${label} up` }).click()

  const page = await as('contributor', { javaScriptEnabled: false })
  await page.goto(`/acme/models/${model}`)
  await expect(page.getByRole('main')).toContainText('Not set – required')
  await page.goto(`/acme/models/${model}/edit`)
  await page.getByRole('button', { name: 'Save properties' }).click()
  await expect(page.getByText(`${label} is required. Give a value.`)).toBeVisible()
  await page.getByLabel('Risk class').selectOption('limited')
  await page.getByLabel('Answers for it').fill('ana@acme.example')
  await page.getByLabel(label).fill('2027-01-31')
  await page.getByRole('button', { name: 'Save properties' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.goto(`/acme/models/${model}`)
  for (const told of ['2027-01-31', 'limited', 'Ana Silva'])
    await expect(page.getByRole('main')).toContainText(told)

  await row.getByRole('link', { name: 'Change' }).click()
  await admin
    .locator('summary')
    .filter({ hasText: `Remove ${label}` })
    .click()
  await admin.getByRole('button', { name: `Remove ${label}` }).click()
  await expect(admin.getByRole('row').filter({ hasText: label })).toHaveCount(0)
  await page.goto(`/acme/models/${model}`)
  await expect(page.getByRole('main')).not.toContainText('2027-01-31')
})
