import { api, expect, madeModel, test } from './support/test'

const versionPage = (model: string) => `/acme/models/${model}/versions/v1`

async function approvedModel(name: string): Promise<string> {
  const model = await madeModel(name, [{ accuracy: 0.8 }, { accuracy: 0.7 }])
  await api('approver', 'POST', `/models/${model}/versions/1/approve`, {})
  await api('contributor', 'PUT', `/models/${model}/aliases/production`, { version: 1 })
  return model
}

test('a version that is latest: refused with the name of what holds it, then forced', async ({
  as,
}) => {
  const model = await approvedModel('lived')
  // Whoever makes a model is its maintainer.
  const page = await as('contributor')
  await page.goto(versionPage(model))
  const main = page.getByRole('main')
  await main.getByText('Archive this version').click()
  await main.getByRole('button', { name: 'Archive', exact: true }).click()
  const holders = main.getByRole('list', { name: `What holds model://${model}/v1` })
  await expect(holders.getByRole('listitem')).toHaveText([
    `model://${model}/production`,
    `model://${model}/latest (which would then mean nothing)`,
  ])
  await expect(main).toContainText(
    'First point the aliases elsewhere and approve a higher version, or press Archive all the same.',
  )
  await main.getByRole('button', { name: 'Archive all the same' }).click()
  await expect(main).toContainText('v1 is archived.')
  await expect(main.getByText('Archived', { exact: true })).toBeVisible()
})

test('a version deleted by typing its name is gone, until it is restored', async ({ as }) => {
  const model = await madeModel('removed', [{ accuracy: 0.8 }, { accuracy: 0.7 }])
  const page = await as('contributor')
  await page.goto(versionPage(model))
  const main = page.getByRole('main')
  await main.getByText('Delete this version').click()
  await main.getByLabel('Name').fill('v2')
  await main.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(main.getByText('Type v1 to delete it.')).toBeVisible()
  await main.getByLabel('Name').fill('v1')
  await main.getByLabel('Note').last().fill('Trained on the wrong rows')
  await main.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.waitForURL(`**/models/${model}/versions`)
  await expect(main.getByRole('link', { name: 'v2' }).first()).toBeVisible()
  await expect(main.getByRole('link', { name: 'v1' })).toHaveCount(0)
  const gone = await page.goto(versionPage(model))
  expect(gone?.status()).toBe(404)

  await page.goto('/acme/settings/deleted')
  const row = main.getByRole('row', { name: `model://${model}/v1` })
  await row.getByRole('button', { name: /^Restore/ }).click()
  await page.waitForURL(`**${versionPage(model)}`)
  await expect(main.getByText('Pending', { exact: true }).first()).toBeVisible()
})

test('the same works without JavaScript', async ({ as }) => {
  const model = await approvedModel('unscripted-life')
  const page = await as('contributor', { javaScriptEnabled: false })
  await page.goto(versionPage(model))
  const main = page.getByRole('main')
  await main.getByText('Archive this version').click()
  await main.getByRole('button', { name: 'Archive', exact: true }).click()
  await expect(main).toContainText(`model://${model}/latest`)
  await main.getByRole('button', { name: 'Archive all the same' }).click()
  await expect(main).toContainText('v1 is archived.')
  await main.getByRole('button', { name: 'Restore v1' }).click()
  await expect(main).not.toContainText('v1 is archived.')
})

test('someone who may not reads why, and sees nothing to restore', async ({ as }) => {
  const model = await approvedModel('guarded-life')
  const page = await as('approver')
  await page.goto(versionPage(model))
  const main = page.getByRole('main')
  await expect(main.getByText('Needs the maintainer role. You are an approver.')).toBeVisible()
  await expect(main.getByText('Archive this version')).toHaveCount(0)
  await page.goto('/acme/settings/deleted')
  await expect(main).toContainText('You cannot restore anything here')
  await expect(main).toContainText('Needs the maintainer role.')
})

test('an archived model is in the inventory only when asked for, and comes back from its page', async ({
  as,
}) => {
  const model = await madeModel('shelved', [{ accuracy: 0.5 }])
  await api('contributor', 'POST', `/models/${model}/archive`, {})
  const page = await as('contributor')
  const main = page.getByRole('main')
  await page.goto(`/acme/models?q=${model}`)
  await expect(main).toContainText('No models match')
  await page.goto(`/acme/models?q=${model}&life=archived`)
  await main.getByRole('link', { name: model, exact: true }).click()
  await expect(main).toContainText(`${model} is archived.`)
  await main.getByRole('button', { name: `Restore ${model}` }).click()
  await expect(main).not.toContainText(`${model} is archived.`)
})

test('an archived project says so on each of its pages, and no model is made for it', async ({
  as,
}) => {
  const project = `shelved-${process.pid}-${Date.now()}`
  await api('contributor', 'POST', '/projects', { name: project, slug: project })
  await api('contributor', 'POST', `/projects/${project}/archive`, {})
  const page = await as('contributor')
  const main = page.getByRole('main')
  for (const rest of ['/runs', '/settings', '']) {
    await page.goto(`/acme/projects/${project}${rest}`)
    await expect(main).toContainText(`${project} is archived. It takes no new runs or models.`)
  }
  await expect(main).toContainText('Restore the project first.')
  await expect(page.getByRole('link', { name: 'New model' })).toHaveCount(0)
  const told = {
    [project]: `The project ${project} is archived and takes no new models.`,
    'no-such-project': 'There is no project no-such-project.',
  }
  for (const [asked, notice] of Object.entries(told)) {
    await page.goto(`/acme/models/new?project=${asked}`)
    await expect(main).toContainText(notice)
    await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(0)
  }
  await page.goto(`/acme/projects/${project}`)
  await main.getByRole('button', { name: `Restore ${project}` }).click()
  await expect(page.getByRole('link', { name: 'New model' })).toBeVisible()
  await page.getByRole('link', { name: 'New model' }).click()
  await expect(page.getByRole('checkbox', { name: project })).toBeChecked()
})
