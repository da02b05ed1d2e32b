import { loggedModel, mlflow } from './support/mlflow'
import { expect, test } from './support/test'

interface Version {
  version: string
  current_stage: string
  aliases?: string[]
}

test('what an MLflow client logs and registers is seen, approved, and loaded by what was approved', async ({
  as,
}) => {
  test.slow()
  const { experiment, run, runId, model } = await loggedModel('flow')
  const ana = await as('contributor')
  await ana.goto(`/mlflow/#/experiments/${experiment}/runs/${runId}`)
  await ana.waitForURL(`**/acme/projects/default/runs/${run}`)
  await expect(ana.getByRole('heading', { level: 1 })).toHaveText(`#${run} forest`)
  await expect(ana.getByText('reported by the client, not verified')).toBeVisible()
  await expect(ana.getByText('Used for training, logged as penguins')).toBeVisible()
  await expect(ana.getByRole('table', { name: 'Models it logged' })).toContainText(`${model} v1`)

  await ana.goto(`/mlflow/#/experiments/${experiment}`)
  await ana.waitForURL(`**/acme/projects/default/experiments/${experiment}`)
  const runs = ana.getByRole('table', { name: 'Runs' })
  await expect(runs.getByRole('row', { name: /forest/ })).toContainText('best')
  await expect(runs.getByRole('row', { name: /nested: .*fold 1/ })).toBeVisible()
  for (const box of await runs.getByRole('checkbox', { name: /^Select #/ }).all()) await box.check()
  await ana.getByRole('button', { name: 'Compare' }).click()
  await expect(ana.getByRole('heading', { level: 1 })).toHaveText('Compare runs')
  await expect(ana.getByRole('table', { name: 'Metrics' })).toContainText('accuracy')

  const pending = await getVersion(model)
  expect(pending.current_stage).toBe('None')
  const ben = await as('approver')
  await ben.goto(`/mlflow/#/models/${model}/versions/1`)
  await ben.waitForURL(`**/acme/models/${model}/versions/v1`)
  await expect(ben.getByRole('table', { name: 'Inputs' })).toContainText('bill_length')
  await ben.getByRole('radio', { name: 'Approve' }).check()
  await ben.getByRole('button', { name: 'Record decision' }).click()
  await expect.poll(async () => (await getVersion(model)).current_stage).toBe('Production')
  const { model_version } = await mlflow<{ model_version: Version }>(
    'contributor',
    'GET',
    'registered-models/alias',
    { name: model, alias: 'approved' },
  )
  expect(model_version).toMatchObject({ version: '1', current_stage: 'Production' })
})

test('a link that leads nowhere says what it is about, and one of a stranger asks to sign in first', async ({
  as,
  page,
}) => {
  const ana = await as('contributor')
  await ana.goto('/mlflow/p/penguins/#/models/none%20%2F%20such/versions/3')
  await expect(ana.getByRole('heading', { level: 1 })).toHaveText('This link leads nowhere')
  await expect(ana.getByText('none / such')).toBeVisible()
  await page.goto('/mlflow/#/models/penguins')
  await page.waitForURL(/\/sign-in\?next=/)
  expect(new URL(page.url()).searchParams.get('next')).toBe('/mlflow/open?model=penguins')
})

async function getVersion(name: string): Promise<Version> {
  const { model_version } = await mlflow<{ model_version: Version }>(
    'contributor',
    'GET',
    'model-versions/get',
    { name, version: '1' },
  )
  return model_version
}
