import { api, type DemoRole, expect, listens, madeModel, type Page, test } from './support/test'

// Each drives two pages, or fills a model first.
test.slow()

const main = (page: Page) => page.getByRole('main')
const table = (page: Page) => main(page).getByRole('region', { name: 'Aliases', exact: true })
const row = (page: Page, alias: string) => table(page).getByRole('row').filter({ hasText: alias })
const history = (page: Page) => main(page).getByRole('region', { name: 'History of the aliases' })

/** A model with three versions, two of them approved, and one alias at the first. */
async function aliased(name: string): Promise<string> {
  const model = await madeModel(name, [{ accuracy: 0.8 }, { accuracy: 0.9 }, { accuracy: 0.7 }])
  for (const version of [1, 2])
    await api('approver', 'POST', `/models/${model}/versions/${version}/approve`, {})
  await point(model, 'live', 1)
  return model
}

const point = (model: string, alias: string, version: number) =>
  api('contributor', 'PUT', `/models/${model}/aliases/${alias}`, { version })

async function fill(page: Page, alias: string | null, version: string, why: string) {
  if (alias !== null) await main(page).getByLabel('Alias', { exact: true }).fill(alias)
  await main(page).getByLabel('Version', { exact: true }).fill(version)
  await main(page).getByLabel('Why').fill(why)
  await main(page).getByRole('button', { name: 'Point it there' }).click()
}

for (const javaScriptEnabled of [true, false])
  test(`of two who move an alias at once the second is told, sees the fresh state, and may go on ${
    javaScriptEnabled ? 'in place' : 'without JavaScript'
  }`, async ({ as }) => {
    const model = await aliased('raced')
    const [ana, ada] = [
      await as('contributor', { javaScriptEnabled }),
      await as('admin', { javaScriptEnabled }),
    ]
    for (const page of [ana, ada]) {
      await page.goto(`/acme/models/${model}/aliases`)
      if (javaScriptEnabled) await listens(page)
      await expect(row(page, 'live')).toContainText('v1')
    }
    await fill(ana, 'live', 'v2', 'Better recall.')
    await expect(row(ana, 'live')).toContainText('v2')
    await fill(ada, 'live', 'v3', 'Smaller.')
    await expect(main(ada).getByRole('alert')).toContainText(
      'live points at v2 by now. Look again, and then try again.',
    )
    await expect(row(ada, 'live')).toContainText('v2')
    await expect(row(ada, 'live')).toContainText('Better recall.')
    // What she wrote is still there, and goes through now that she has seen it.
    await expect(main(ada).getByLabel('Why')).toHaveValue('Smaller.')
    await main(ada).getByRole('button', { name: 'Point it there' }).click()
    await expect(row(ada, 'live')).toContainText('v3')
    const told = history(ada).getByRole('row')
    await expect(told.nth(1)).toContainText('Smaller.')
    await expect(told.nth(2)).toContainText('Better recall.')
    await expect(told).toHaveCount(4)
  })

test('an alias that moved meanwhile is not removed by whoever saw it elsewhere', async ({ as }) => {
  const model = await aliased('removed')
  const page = await as('admin')
  await page.goto(`/acme/models/${model}/aliases`)
  await listens(page)
  await point(model, 'live', 2)
  const remove = async () => {
    await row(page, 'live').getByText('Remove').first().click()
    await row(page, 'live').getByRole('button', { name: 'Remove', exact: true }).click()
  }
  await remove()
  await expect(row(page, 'live').getByRole('alert')).toContainText('live points at v2 by now.')
  await expect(row(page, 'live').getByRole('link', { name: 'v2' })).toBeVisible()
  const opened = row(page, 'live').getByRole('button', { name: 'Remove', exact: true })
  if (!(await opened.isVisible())) await row(page, 'live').getByText('Remove').first().click()
  await opened.click()
  await expect(main(page)).toContainText('An alias is a name that applications follow')
  await expect(history(page).getByRole('row').nth(1)).toContainText('Removed')
})

test('a chip leads to where the alias points and where it pointed, with who and why', async ({
  as,
}) => {
  const model = await aliased('told')
  const page = await as('admin')
  await page.goto(`/acme/models/${model}/aliases`)
  await listens(page)
  await fill(page, 'live', 'v2', 'Better recall.')
  await expect(row(page, 'live')).toContainText('v2')
  await page.goto(`/acme/models/${model}/versions/v2`)
  await page.getByRole('list', { name: 'Aliases' }).getByRole('link', { name: 'live' }).click()
  await page.waitForURL(`**/acme/models/${model}/aliases/live`)
  await expect(row(page, 'live')).toContainText('Ada Lind')
  await expect(history(page).getByRole('row').nth(1)).toContainText('Better recall.')
  await expect(history(page).getByRole('row').nth(2)).toContainText(`model://${model}/v1`)
  // The form of this page is about this alias alone.
  await expect(main(page).getByLabel('Alias', { exact: true })).not.toBeEditable()
  await fill(page, null, 'v1', 'Back again.')
  await expect(row(page, 'live')).toContainText('Back again.')
  // The move is an event, one click away.
  await history(page).getByRole('row').nth(1).getByRole('link').last().click()
  await expect(main(page)).toContainText('Back again.')
})

test('says beside the form why a name or a version is refused', async ({ as }) => {
  const model = await aliased('refused')
  const policy = { protectedAliases: ['production'] }
  await api('admin', 'PUT', `/models/${model}/policy`, { ...policy, note: 'For customers.' })
  const page = await as('admin')
  await page.goto(`/acme/models/${model}/aliases`)
  await listens(page)
  await fill(page, 'latest', 'v1', '')
  await expect(main(page)).toContainText('latest is reserved: it already means a version.')
  await fill(page, 'production', 'v3', '')
  await expect(main(page)).toContainText('v3 is pending.')
  await expect(main(page).getByLabel('Version', { exact: true })).toHaveValue('v3')
  await fill(page, 'production', 'v2', '')
  await expect(row(page, 'production')).toContainText('Protected: production')
})

test('of more aliases than a page shows each is moved, after one was told where it points', async ({
  as,
}) => {
  test.slow()
  const model = await aliased('many')
  for (let n = 100; n < 200; n++) await point(model, `customer-${n}`, 1)
  await point(model, 'zebra', 2)
  const page = await as('admin')
  await page.goto(`/acme/models/${model}/aliases`)
  await listens(page)
  await expect(row(page, 'zebra')).toHaveCount(0)
  await fill(page, 'zebra', 'v1', 'Out of sight.')
  await expect(main(page).getByRole('alert')).toContainText('zebra points at v2 by now.')
  await main(page).getByRole('button', { name: 'Point it there' }).click()
  await expect(history(page).getByRole('row').nth(1)).toContainText('Out of sight.')
  await main(page).getByRole('link', { name: 'More aliases' }).click()
  await expect(row(page, 'zebra')).toContainText('v1')
})

for (const role of ['auditor', 'approver'] satisfies DemoRole[])
  test(`who may not move an alias reads why, without JavaScript: the ${role}`, async ({ as }) => {
    const page = await as(role, { javaScriptEnabled: false })
    for (const path of ['aliases', 'aliases/production']) {
      await page.goto(`/acme/models/penguins/${path}`)
      await expect(row(page, 'production')).toContainText('Needs the maintainer role.')
      await expect(main(page).getByRole('button', { name: 'Point it there' })).toHaveCount(0)
      await expect(main(page)).toContainText('You cannot move')
    }
    await main(page).getByRole('link', { name: 'Why can’t I?' }).last().click()
    await expect(main(page)).toContainText('maintainer')
  })
