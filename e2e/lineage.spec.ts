import { createHash } from 'node:crypto'
import { api, expect, madeModel, test } from './support/test'

let made = 0

interface Trained {
  dataset: string
  model: string
  project: string
  run: number
}

/** A dataset, a run that read it, and the approved version that the run made. */
async function trained(name: string): Promise<Trained> {
  const slug = `${name}-${process.pid}-${++made}`
  const dataset = `${slug}-rows`
  const bytes = new TextEncoder().encode(`rows of ${slug}`)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await api('contributor', 'PUT', `/blobs/${sha256}`, bytes)
  await api('contributor', 'POST', '/datasets', { slug: dataset })
  const files = [{ name: 'rows.csv', sha256 }]
  await api('contributor', 'POST', `/datasets/${dataset}/versions`, { version: 'v1', files })
  await api('contributor', 'POST', '/projects', { name: slug, slug })
  const { run } = await api<{ run: number }>('contributor', 'POST', `/projects/${slug}/runs`, {
    step: 'train',
    inputs: [{ name: 'data', uri: `dataset://${dataset}/v1` }],
  })
  await api('contributor', 'PUT', `/projects/${slug}/runs/${run}/outputs/model.bin`, { sha256 })
  await api('contributor', 'POST', '/models', { name: slug, slug, projects: [slug] })
  await api('contributor', 'POST', `/projects/${slug}/runs/${run}/finish`, { state: 'completed' })
  await api('contributor', 'POST', `/models/${slug}/versions`, {
    files: [{ name: 'model.bin', sha256 }],
    run: `run://${slug}/${run}`,
  })
  await api('approver', 'POST', `/models/${slug}/versions/1/approve`, { note: 'Fine.' })
  return { dataset, model: slug, project: slug, run }
}

test('which data trained the model in use: one click from its page', async ({ as }) => {
  const { dataset, model } = await trained('traced')
  const page = await as('auditor')
  await page.goto(`/acme/models/${model}`)
  const data = page.getByRole('region', { name: 'Trained on' })
  await data.getByRole('link', { name: `${dataset} v1` }).click()
  await page.waitForURL(`**/acme/datasets/${dataset}/versions/v1`)
})

test('the drawing shows where a version came from, and each thing leads to its page', async ({
  as,
}) => {
  const { dataset, model, run } = await trained('drawn')
  const page = await as('auditor')
  await page.goto(`/acme/models/${model}`)
  await page.getByRole('navigation', { name: model }).getByRole('link', { name: 'Lineage' }).click()
  const drawing = page.getByRole('region', { name: `Drawing of the lineage of ${model} v1` })
  await expect(drawing.getByRole('link', { name: `${dataset} v1` })).toBeVisible()
  await expect(drawing.getByRole('link', { name: `${model} v1` })).toHaveAttribute(
    'aria-current',
    'true',
  )
  await expect(drawing.getByRole('link', { name: /Approved/ })).toHaveCount(1)
  await drawing.getByRole('button', { name: 'Zoom in' }).click()
  await drawing.getByRole('link', { name: `train #${run}` }).click()
  await page.waitForURL(`**/runs/${run}`)
})

test('the drawing is walked by keyboard', async ({ as }) => {
  const { dataset, model } = await trained('walked')
  const page = await as('auditor')
  await page.goto(`/acme/lineage?uri=model://${model}/v1`)
  const drawing = page.getByRole('region', { name: `Drawing of the lineage of ${model} v1` })
  await drawing.getByRole('link').first().focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/acme/datasets/${dataset}/versions/v1`)
})

test('the list tells the same without JavaScript, also on a phone', async ({ as }) => {
  const { dataset, model, run } = await trained('listed')
  const page = await as('auditor', {
    javaScriptEnabled: false,
    viewport: { width: 320, height: 640 },
  })
  await page.goto(`/acme/models/${model}/lineage`)
  const origin = page.getByRole('region', { name: 'Where it came from' })
  await expect(origin.getByRole('listitem').filter({ hasText: `train #${run}` })).toContainText(
    `registered by train #${run}`,
  )
  await expect(origin).toContainText(`input ${dataset} v1`)
  await origin.getByRole('link', { name: `${dataset} v1` }).click()
  await page.waitForURL(`**/acme/datasets/${dataset}/versions/v1`)
})

test('a dataset version is recalled: every version made of it bears the banner, until it is lifted', async ({
  as,
}) => {
  const { dataset, model } = await trained('recalled')
  const uri = `dataset://${dataset}/v1`
  const page = await as('admin')
  await page.goto(`/acme/lineage/impact?uri=${uri}`)
  const main = page.getByRole('main')
  await expect(main.getByRole('row', { name: `model://${model}/v1` })).toContainText('Ana Silva')
  await main
    .locator('summary')
    .filter({ hasText: /^Recall / })
    .click()
  await main.getByRole('button', { name: 'Recall it' }).click()
  await expect(main.getByText('Say why.')).toBeVisible()
  await main.getByLabel('Reason').fill('Rows were duplicated.')
  await main.getByRole('button', { name: 'Recall it' }).click()
  await expect(main).toContainText('Recalled by Ada Lind')

  const version = await as('contributor')
  for (const path of [`/acme/models/${model}/versions/v1`, `/acme/models/${model}`]) {
    await version.goto(path)
    const banner = version.getByText(`It depends on ${uri}, which Ada Lind recalled`)
    await expect(banner).toContainText('Rows were duplicated.')
  }

  await main
    .locator('summary')
    .filter({ hasText: /^Lift / })
    .click()
  await main.getByLabel('Reason').fill('They were not.')
  await main.getByRole('button', { name: 'Lift the recall' }).click()
  await expect(main.getByText('Recalled by Ada Lind')).toHaveCount(0)
  await version.goto(`/acme/models/${model}/versions/v1`)
  await expect(version.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(version.getByText('Rows were duplicated.')).toHaveCount(0)
})

test('whoever may not recall sees what depends on the data, and why not', async ({ as }) => {
  const { dataset, model } = await trained('refused')
  const page = await as('auditor')
  await page.goto(`/acme/lineage/impact?uri=dataset://${dataset}/v1`)
  const main = page.getByRole('main')
  await expect(main.getByRole('row', { name: `model://${model}/v1` })).toBeVisible()
  await expect(main.getByRole('button', { name: 'Recall' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await expect(main).toContainText('Needs the maintainer role. You are an auditor.')
})

test('a URI that leads nowhere is answered where it was typed', async ({ as }) => {
  const page = await as('auditor')
  await page.goto('/acme/lineage')
  const field = page.getByRole('textbox', { name: 'URI' })
  await field.fill('model://no-such-model/v1')
  await page.getByRole('button', { name: 'Show its lineage' }).click()
  await expect(page.getByText(/no-such-model/).first()).toBeVisible()
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await field.fill('modell:/churn')
  await page.getByRole('button', { name: 'Show its lineage' }).click()
  await expect(field).toHaveValue('modell:/churn')
  await expect(field).toHaveAttribute('aria-invalid', 'true')
})

test('a version that was uploaded says why nothing is on record, and what to do', async ({
  as,
}) => {
  const model = await madeModel('by-hand', [{ accuracy: 0.5 }])
  const page = await as('auditor')
  await page.goto(`/acme/models/${model}/lineage`)
  await expect(page.getByRole('main')).toContainText('It was registered without a run.')
})
