import { api, expect, madeModel, type Page, test } from './support/test'

// Each tells a story of decisions, aliases and traffic first.
test.slow()

const main = (page: Page) => page.getByRole('main')
const inUse = (page: Page, model: string) =>
  main(page).getByRole('region', { name: `In use of ${model}`, exact: true })
const row = (page: Page, model: string, name: string) =>
  inUse(page, model).getByRole('row').filter({ hasText: name })

interface Story {
  model: string
  /** While the first version was in production, in whole seconds, as the form names it. */
  noon: string
}

/** A model whose first version was in production, by an alias and a deployment, until the second came. */
async function story(name: string): Promise<Story> {
  const model = await madeModel(name, [{ accuracy: 0.8 }, { accuracy: 0.9 }])
  await api('admin', 'POST', '/deployments', {
    ...{ name: model, project: 'penguins', target: 'production' },
  })
  const take = async (version: number, note: string) => {
    await api('approver', 'POST', `/models/${model}/versions/${version}/approve`, { note })
    await api('contributor', 'PUT', `/models/${model}/aliases/production`, { version, note })
    const variants = [{ model: `model://${model}/v${version}`, weight: 100 }]
    await api('admin', 'POST', `/deployments/${model}/revisions`, { variants, note })
  }
  await take(1, 'The first one.')
  const noon = Math.ceil((Date.now() + 1) / 1000) * 1000
  await expect.poll(() => Date.now(), { intervals: [50] }).toBeGreaterThan(noon)
  await take(2, 'Better recall.')
  return { model, noon: new Date(noon).toISOString() }
}

/** Asks by the form of the page, as a person does. */
async function ask(page: Page, moment: string) {
  await main(page).getByLabel('Day').fill(moment.slice(0, 10))
  await main(page).getByLabel('Time in UTC').fill(moment.slice(11, 19))
  await main(page).getByRole('button', { name: 'Show' }).click()
}

for (const javaScriptEnabled of [true, false])
  test(`what was in production at noon is told, with its receipt, ${
    javaScriptEnabled ? 'by the history' : 'without JavaScript'
  }`, async ({ as }) => {
    const { model, noon } = await story('a-noon')
    const page = await as('auditor', { javaScriptEnabled })
    await page.goto(`/acme/models/${model}/history`)
    await ask(page, noon)
    for (const name of ['latest', 'production']) {
      await expect(row(page, model, name).first()).toContainText('v1')
      await expect(row(page, model, name).first()).toContainText('The first one.')
    }
    await expect(row(page, model, 'production, revision 1')).toContainText('v1 served 100 %')
    await expect(inUse(page, model)).not.toContainText('v2')
    const moved = row(page, model, 'The first one.').filter({ hasText: 'Ana Silva' })
    // The log is sealed a moment after the event.
    await expect(async () => {
      await page.reload()
      await expect(moved.getByRole('link', { name: 'Receipt' })).toBeVisible({ timeout: 100 })
    }).toPass()
    const href = await moved.getByRole('link', { name: 'Receipt' }).getAttribute('href')
    const proof = await page.request.get(href ?? '')
    expect(proof.status()).toBe(200)
    expect(await proof.text()).toContain('c2sp.org/tlog-proof')
    await moved.getByRole('link', { name: 'Event' }).click()
    await expect(main(page)).toContainText(`model://${model}/production`)
    // The same of every model, from the sidebar.
    await page.goto('/acme/history')
    await ask(page, noon)
    await expect(row(page, model, 'production').first()).toContainText('v1')
    await expect(inUse(page, model)).not.toContainText('v2')
    await page.goto(`/acme/models/${model}/history`)
    await ask(page, new Date().toISOString())
    await expect(row(page, model, 'production').first()).toContainText('v2')
  })

test('the pages of a model, its aliases and a deployment are those of then under ?at=', async ({
  as,
}) => {
  const { model, noon } = await story('a-then')
  const page = await as('contributor')
  await page.goto(`/acme/models/${model}?at=${noon}`)
  await expect(main(page)).toContainText('This is the model as it stood on')
  await expect(row(page, model, 'latest')).toContainText('v1')
  await row(page, model, 'production').getByRole('link', { name: 'production' }).click()
  await expect(main(page)).toContainText('This is where production pointed on')
  const then = main(page).getByRole('region', { name: 'Aliases then' })
  await expect(then).toContainText('v1')
  await page.goto(`/acme/models/${model}/aliases?at=${noon}`)
  await expect(then).toContainText('The first one.')
  await page.goto(`/acme/models/${model}/history?at=${noon}`)
  await inUse(page, model).getByRole('link', { name: model, exact: true }).click()
  await expect(main(page)).toContainText('This is what it served on')
  const variants = main(page).getByRole('region', { name: 'Variants then' })
  await expect(variants).toContainText(`model://${model}/v1`)
  await expect(variants).not.toContainText(`model://${model}/v2`)
  await expect(main(page).getByRole('link', { name: 'Revision #1' })).toBeVisible()
  await ask(page, new Date().toISOString())
  await expect(variants).toContainText(`model://${model}/v2`)
  await main(page).getByRole('link', { name: 'Back to now' }).click()
  await expect(main(page)).toContainText('Serves now')
  await main(page).getByRole('link', { name: 'What it served on…' }).click()
  await expect(main(page)).toContainText('This is what it served on')
})

test('how it came about is drawn and told, latest first', async ({ as }) => {
  const { model } = await story('a-story')
  const page = await as('contributor')
  await page.goto(`/acme/models/${model}/history`)
  const told = main(page).getByRole('listitem').filter({ hasText: 'UTC' })
  await expect(told.nth(0)).toContainText(`${model} (production) served v2 100 %, by revision 2.`)
  await expect(told.nth(1)).toContainText('production went from v1 to v2.')
  await expect(told.nth(2)).toContainText('v2 was approved; latest meant v2.')
  await expect(told.last()).toContainText('v1 was registered; latest meant nothing.')
})

test('a time that is none, has yet to come, or was before everything is answered in words', async ({
  as,
}) => {
  const { model } = await story('a-wrong')
  const page = await as('auditor')
  for (const at of ['', 'noon', '2026-03-03T12:00:00', '2026-02-30']) {
    const answer = await page.goto(`/acme/history?at=${at}`)
    expect({ at, status: answer?.status() }).toEqual({ at, status: 200 })
    if (at) await expect(main(page)).toContainText('Write a time with its offset or Z')
  }
  await page.goto('/acme/history?at=2999-01-01')
  await expect(main(page)).toContainText('This time has yet to come. Name one that has passed.')
  const places = [
    '/acme/history',
    `/acme/models/${model}/history`,
    `/acme/models/${model}`,
    `/acme/models/${model}/aliases`,
    `/acme/models/${model}/aliases/production`,
    `/acme/deployments/${model}`,
  ]
  for (const path of places) {
    await page.goto(`${path}?at=noon`)
    await expect(main(page)).toContainText('Write a time with its offset or Z')
    await page.goto(`${path}?at=2001-01-01T12:00:00%2B02:00`)
    await expect(main(page)).toContainText('2001-01-01 10:00:00 UTC')
    await expect(main(page)).toContainText(/Nothing was in use then|was not there yet|No alias/)
  }
})

test('a model that one may not see has no past either', async ({ as }) => {
  const { model, noon } = await story('a-secret')
  await api('contributor', 'PATCH', `/models/${model}`, { accessMode: 'restricted' })
  const page = await as('approver')
  for (const path of [`/models/${model}/history`, `/models/${model}`, `/models/${model}/aliases`]) {
    const answer = await page.goto(`/acme${path}?at=${noon}`)
    expect(answer?.status()).toBe(404)
  }
  await page.goto(`/acme/history?at=${noon}`)
  await expect(main(page)).toContainText('As it stood on')
  await expect(inUse(page, model)).toHaveCount(0)
  await page.goto(`/acme/deployments/${model}?at=${noon}`)
  await expect(main(page)).toContainText('that you may not see')
  await expect(main(page).getByRole('region', { name: 'Variants then' })).not.toContainText(
    `model://${model}`,
  )
})
