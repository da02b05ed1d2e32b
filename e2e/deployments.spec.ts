import { api, type DemoRole, expect, listens, madeModel, type Page, test } from './support/test'

/** A model with two approved versions, and a deployment of its name: first v1 alone, then v2 beside it. */
async function deployed(name: string): Promise<string> {
  const model = await madeModel(name, [{ accuracy: 0.8 }, { accuracy: 0.9 }])
  for (const version of [1, 2])
    await api('approver', 'POST', `/models/${model}/versions/${version}/approve`, {})
  await api('admin', 'POST', '/deployments', {
    ...{ name: model, project: 'penguins', target: 'staging' },
  })
  const uri = (version: number) => `model://${model}/v${version}`
  const revise = (variants: object[], note: string) =>
    api('admin', 'POST', `/deployments/${model}/revisions`, { variants, note })
  await revise([{ model: uri(1), weight: 100 }], 'The first one.')
  await revise(
    [
      { model: uri(1), weight: 90 },
      { model: uri(2), weight: 10 },
    ],
    'Try the second on a tenth.',
  )
  return model
}

const main = (page: Page) => page.getByRole('main')
const revisions = (page: Page) => main(page).locator('#history ol > li')

test('rolling back is one press, and stands in the history, the log and the lineage', async ({
  as,
}) => {
  const name = await deployed('rolled')
  const page = await as('admin')
  await page.goto(`/acme/deployments/${name}`)
  await listens(page)
  await main(page).getByRole('button', { name: 'Roll back to #1' }).click()
  await expect(main(page).getByRole('link', { name: 'Revision #3' })).toBeVisible()
  await expect(main(page).getByText('Back to #1 by Ada Lind').first()).toBeVisible()
  // As a reader of the log sees it.
  await page.goto(`/acme/activity?subject=/acme/deployments/${name}`)
  await expect(main(page)).toContainText('rolled back')
  const subject = main(page).getByRole('link', { name, exact: true }).first()
  await expect(subject).toHaveAttribute('href', `/acme/deployments/${name}`)
  await page.goto(`/acme/models/${name}/lineage?version=1`)
  await main(page).getByText('As a list').click()
  const after = main(page).getByRole('region', { name: 'What came of it' })
  const line = (revision: number) =>
    after.getByRole('listitem').filter({ hasText: `deployed in ${name} #${revision}` })
  await expect(line(3)).toContainText('Serving now')
  for (const past of [1, 2]) await expect(line(past)).toContainText('Past')
  await page.goto(`/acme/lineage/impact?uri=model://${name}/v2`)
  await expect(main(page)).toContainText('1 past deployment')
})

test('a deployment is made, given its split, changed and rolled back without JavaScript', async ({
  as,
}) => {
  const model = await madeModel('unscripted', [{ accuracy: 0.8 }, { accuracy: 0.9 }])
  for (const version of [1, 2])
    await api('approver', 'POST', `/models/${model}/versions/${version}/approve`, {})
  const page = await as('admin', { javaScriptEnabled: false })
  await page.goto('/acme/deployments/new')
  await main(page).getByLabel('Name').fill(model)
  await main(page).getByLabel('Project').selectOption('penguins')
  await main(page).getByLabel('Target').fill('staging')
  await main(page).getByRole('button', { name: 'Create deployment' }).click()
  await page.waitForURL(`**/acme/deployments/${model}/revise`)

  const fill = async (at: number, version: number, weight: string) => {
    await main(page)
      .getByLabel(`Version ${at}`, { exact: true })
      .fill(`model://${model}/v${version}`)
    await main(page).getByLabel(`Traffic ${at} (%)`, { exact: true }).fill(weight)
  }
  await fill(1, 1, '90')
  await main(page).getByRole('button', { name: 'Deploy' }).click()
  await expect(main(page)).toContainText('The weights sum to 90.')
  await fill(1, 1, '100')
  await main(page).getByRole('button', { name: 'Show what changes' }).click()
  await expect(main(page).getByRole('region', { name: 'What changes' })).toContainText('comes in')
  await main(page).getByRole('button', { name: 'Deploy' }).click()
  await page.waitForURL(`**/acme/deployments/${model}`)

  await page.goto(`/acme/deployments/${model}/revise`)
  await fill(1, 1, '40')
  await fill(2, 2, '60')
  await main(page).getByLabel('Why').fill('More of the second.')
  await main(page).getByRole('button', { name: 'Deploy' }).click()
  await page.waitForURL(`**/acme/deployments/${model}`)
  await expect(main(page)).toContainText('More of the second.')
  await main(page).getByRole('button', { name: 'Roll back to #1' }).click()
  await expect(main(page).getByRole('link', { name: 'Revision #3' })).toBeVisible()

  await page.goto(`/acme/deployments/${model}/settings`)
  await main(page).getByText('Stop serving').first().click()
  await main(page).getByRole('button', { name: 'Stop serving these' }).click()
  await expect(main(page)).toContainText('Serves nothing')
  await page.goto(`/acme/deployments/${model}/settings`)
  await main(page).getByText('Archive this deployment').click()
  await main(page).getByRole('button', { name: 'Archive', exact: true }).click()
  await expect(main(page)).toContainText('is archived')
})

for (const role of ['auditor', 'approver'] satisfies DemoRole[])
  test(`who may not deploy reads why: the ${role}`, async ({ as }) => {
    const page = await as(role)
    await page.goto('/acme/deployments/penguin-service')
    await expect(main(page)).toContainText('You cannot roll back. Needs the maintainer role.')
    await expect(main(page).getByRole('button', { name: 'Change the split' })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
    await main(page).getByRole('link', { name: 'Why can’t I?' }).first().click()
    await expect(main(page)).toContainText('maintainer')
    await page.goto('/acme/deployments/penguin-service/revise')
    await expect(main(page)).toContainText('You cannot change this split')
  })

test('a version that serves is rejected and stopped in one form', async ({ as }) => {
  const name = await deployed('stopped')
  const page = await as('admin')
  await page.goto(`/acme/models/${name}/versions/v2?decide=again`)
  await listens(page)
  const form = main(page).getByRole('form', { name: 'Decide on v2' })
  await expect(form).toContainText('v2 serves now:')
  await expect(form.getByRole('listitem')).toHaveText(`${name} (staging): 10\u00a0%`)
  await form.getByRole('radio', { name: 'Reject' }).check()
  await form.getByRole('checkbox', { name: 'Stop it there too' }).check()
  await form.getByLabel(/^Note/).fill('It answers too late.')
  await form.getByRole('button', { name: 'Record decision' }).click()
  await expect(main(page)).toContainText('No deployment serves it now.')
  await page.goto(`/acme/deployments/${name}`)
  await expect(revisions(page).first()).toContainText('v1100\u00a0%')
  await expect(revisions(page).first()).toContainText('Stopped')
  const second = revisions(page).filter({ hasText: 'Try the second on a tenth.' })
  await expect(second).toContainText(`v2 of ${name} is rejected by now.`)
})

test('whoever decides and may not stop it is told so beside the decision', async ({ as }) => {
  const name = await deployed('kept')
  const page = await as('approver')
  await page.goto(`/acme/models/${name}/versions/v2?decide=again`)
  const form = main(page).getByRole('form', { name: 'Decide on v2' })
  await expect(form).toContainText('It goes on serving: you cannot stop it there.')
  await expect(form.getByRole('checkbox')).toHaveCount(0)
})
