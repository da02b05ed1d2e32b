import { api, expect, type Locator, madeModel, type Page, test, user } from './support/test'

const gate = {
  name: 'no worse than approved',
  cel: '!approved.exists || metrics.accuracy >= approved.metrics.accuracy - 0.005',
}
const page = (model: string, version: number) => `/acme/models/${model}/versions/v${version}`

/** Where a model stands among what waits: the oldest first, and other tests leave older ones. */
async function waiting(page: Page, model: string): Promise<Locator> {
  await page.goto('/acme/reviews')
  const item = page.getByRole('listitem').filter({ hasText: model })
  const next = page.getByRole('link', { name: /^Newer/ })
  while ((await item.count()) === 0 && (await next.count()) > 0)
    await page.goto((await next.getAttribute('href')) ?? '')
  return item
}

/** Two teams of one person each; the admin becomes approver of this model alone. */
async function twoTeams(model: string): Promise<[risk: string, platform: string]> {
  const teams: [string, string] = [`risk-${model}`, `platform-${model}`]
  const members = [user('approver').email, user('admin').email]
  for (const [at, slug] of teams.entries()) {
    await api('admin', 'POST', '/teams', { name: slug, slug })
    await api('admin', 'POST', `/teams/${slug}/members`, { person: members[at] })
  }
  await api('admin', 'POST', `/models/${model}/access`, {
    person: user('admin').email,
    role: 'approver',
  })
  return teams
}

test('two approvers of two teams are needed, and the page counts them', async ({ as }) => {
  // Three people, who each sign in.
  test.slow()
  const model = await madeModel('high-risk', [{ accuracy: 0.9 }])
  const [risk, platform] = await twoTeams(model)
  await api('admin', 'PUT', `/models/${model}/policy`, {
    approvals: { count: 2, teams: [risk, platform] },
  })
  const ana = await as('contributor')
  await ana.goto(page(model, 1))
  await ana.getByText('Ask for a review').first().click()
  await ana.getByLabel('Team').selectOption(platform)
  await ana.getByLabel('Message').fill('Before Friday')
  await ana.getByRole('button', { name: 'Ask for a review' }).click()
  const approvals = ana.getByRole('list', { name: 'Approvals and requests' })
  await expect(approvals).toContainText(`${platform} (team) is asked by Ana`)

  const ben = await as('approver')
  await expect(await waiting(ben, model)).toContainText(`From team ${risk}`)
  await ben.goto(page(model, 1))
  await expect(ben.getByText('Stays pending until 1 more person approves.')).toBeVisible()
  await ben.getByRole('radio', { name: 'Approve' }).check()
  await ben.getByRole('button', { name: 'Record decision' }).click()
  await expect(ben.getByRole('heading', { name: '1 of 2 approvals' })).toBeVisible()
  await expect(
    ben.getByText(`One more approval is needed, from ${platform}.`).first(),
  ).toBeVisible()
  await expect(ben.getByRole('radio', { name: 'Take my approval back' })).toBeVisible()

  const ada = await as('admin')
  await expect(await waiting(ada, model)).toContainText('1 of 2')
  await ada.goto(page(model, 1))
  await ada.getByRole('radio', { name: 'Approve' }).check()
  await ada.getByRole('button', { name: 'Record decision' }).click()
  await expect(ada.getByText('Approved', { exact: true }).first()).toBeVisible()
  await expect(ada.getByRole('heading', { name: '2 of 2 approvals' })).toBeVisible()
  await expect(ada.getByRole('link', { name: /^(Sealed as event \d+|Being sealed)/ })).toBeVisible()
})

test('a gate that fails shows its numbers and refuses, without JavaScript too', async ({ as }) => {
  const model = await madeModel('gated', [
    { accuracy: 0.9 },
    { accuracy: 0.85 },
    { accuracy: 0.93 },
  ])
  await api('admin', 'PUT', `/models/${model}/policy`, { gates: [gate] })
  await api('approver', 'POST', `/models/${model}/versions/1/approve`, {})
  const ben = await as('approver', { javaScriptEnabled: false })
  await ben.goto(page(model, 2))
  const row = ben.getByRole('row', { name: new RegExp(gate.name) })
  await expect(row).toContainText('Fail')
  await expect(row).toContainText('0.85')
  await expect(row).toContainText('0.9')
  await expect(ben.getByRole('radio', { name: 'Approve' })).toBeDisabled()
  await ben.goto(page(model, 3))
  await ben.getByRole('radio', { name: 'Approve' }).check()
  await ben.getByRole('button', { name: 'Record decision' }).click()
  await expect(ben.getByText('Approved', { exact: true }).first()).toBeVisible()
})

test('an approval goes stale with the card it rests on, and is given again', async ({ as }) => {
  const model = await madeModel('carded', [{ accuracy: 0.9 }])
  const card = (body: string) =>
    api('contributor', 'PUT', `/models/${model}/card`, {
      blocks: [{ category: 'Risks', title: 'Bias', body }],
    })
  await card('Low')
  await api('admin', 'PUT', `/models/${model}/policy`, { evidence: ['card:Risks'] })
  await api('approver', 'POST', `/models/${model}/versions/1/approve`, {})
  await card('High for people over 60')
  const ben = await as('approver')
  await ben.goto('/acme/reviews?show=overdue')
  const item = ben.getByRole('listitem').filter({ hasText: model })
  await expect(item).toContainText('Stale')
  await item.getByRole('link', { name: /^Review/ }).click()
  await expect(ben.getByText('v1 has changed since it was approved. Decide again.')).toBeVisible()
  await ben.getByRole('radio', { name: 'Approve again' }).check()
  await ben.getByRole('button', { name: 'Record decision' }).click()
  await expect(ben.getByText('v1 has changed since it was approved.')).toHaveCount(0)
})

test('an override asks for a reason and is loud', async ({ as }) => {
  const model = await madeModel('overridden', [{ accuracy: 0.4 }])
  await api('admin', 'PUT', `/models/${model}/policy`, {
    gates: [{ name: 'good', cel: 'metrics.accuracy > 0.8' }],
  })
  const ben = await as('approver')
  await ben.goto(page(model, 1))
  await expect(ben.getByText('Override the policy')).toHaveCount(0)
  const ada = await as('admin')
  await ada.goto(page(model, 1))
  await ada.getByText('Override the policy').click()
  await ada.getByRole('button', { name: 'Approve by override' }).click()
  await expect(ada.getByLabel('Reason')).toHaveAttribute('aria-invalid', 'true')
  await ada.getByLabel('Reason').fill('Outage: it restores service')
  await ada.getByRole('button', { name: 'Approve by override' }).click()
  await expect(ada.getByText('Approved by override', { exact: true }).first()).toBeVisible()
  await expect(ada.getByRole('main')).toContainText('Outage: it restores service')
  await ben.goto(`/acme/models/${model}/versions`)
  await expect(ben.getByRole('row', { name: /v1/ })).toContainText('Approved by override')
})
