import { api, expect, test } from './support/test'

interface Answer {
  slug: string
}

let made = 0
/** A model of its own with two versions that wait: 0.9, and 0.8, which is worse. */
async function measured(name: string): Promise<string> {
  const slug = `policy-${name}-${process.pid}-${++made}`
  await api<Answer>('contributor', 'POST', '/models', { name: slug, slug })
  for (const accuracy of [0.9, 0.8])
    await api('contributor', 'POST', `/models/${slug}/versions`, { metrics: { accuracy } })
  await api('approver', 'POST', `/models/${slug}/versions/1/approve`, {})
  return slug
}

for (const javaScriptEnabled of [true, false])
  test(`a gate is set, seen to hold, and reviewed first${javaScriptEnabled ? '' : ', without a script'}`, async ({
    as,
  }) => {
    const model = await measured(javaScriptEnabled ? 'script' : 'plain')
    const page = await as('admin', { javaScriptEnabled })
    await page.goto(`/acme/models/${model}/policy`)
    await expect(page.getByRole('main')).toContainText('What the hub ships with')
    await page.getByRole('link', { name: 'Change the rules' }).click()

    await page.getByRole('radio', { name: 'Set here' }).check()
    await page.getByLabel('How many different people').fill('2')
    await page.getByLabel('Name', { exact: true }).first().fill('No less accurate')
    await page.getByLabel('Metric', { exact: true }).first().fill('accuracy')
    await page.getByLabel('May be worse by').first().fill('0.005')
    await page.getByLabel('Alias 1', { exact: true }).fill('production')
    await page.getByLabel('Why').fill('Two see more than one')
    await page.getByRole('button', { name: 'Review changes' }).click()

    const review = page.getByRole('region', { name: 'Review' })
    await expect(review).toContainText('Added: Approvals: 2 approvals')
    await expect(review).toContainText('Protected aliases: production')
    const tried = (version: string) =>
      review
        .getByRole('table', { name: 'What the last versions would have got' })
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: `${model} ${version}` }) })
    await expect(tried('v2')).toContainText('Blocked')
    await expect(tried('v2')).toContainText('0.8')
    await expect(tried('v1')).toContainText('Waiting')
    const kept = await api<{ own: unknown }>('admin', 'GET', `/models/${model}/policy`)
    expect(kept.own).toBeNull()

    await page.getByRole('button', { name: 'Save as revision 1' }).click()
    await expect(page.getByText('Saved as revision 1.')).toBeVisible()
    await expect(page.getByRole('main')).toContainText('Set here, revision 1')
    const set = await api<{ own: { rules: unknown; note: string } }>(
      'admin',
      'GET',
      `/models/${model}/policy`,
    )
    expect(set.own).toMatchObject({
      note: 'Two see more than one',
      rules: {
        approvals: { count: 2 },
        gates: [
          {
            name: 'No less accurate',
            cel: '!approved.exists || metrics.accuracy >= approved.metrics.accuracy - 0.005',
          },
        ],
        protectedAliases: [{ name: 'production' }],
      },
    })
  })

test('another revision that came between is a conflict, and nothing is lost', async ({ as }) => {
  const model = await measured('race')
  const page = await as('admin')
  await page.goto(`/acme/models/${model}/policy?change=rules`)
  await page.getByLabel('Four eyes').selectOption('yes')
  await page.getByRole('button', { name: 'Review changes' }).click()
  await expect(page.getByRole('region', { name: 'Review' })).toBeVisible()
  await api('admin', 'PUT', `/models/${model}/policy`, { validDays: 30 })
  await page.getByRole('button', { name: 'Save as revision 1' }).click()
  const refused = page.getByRole('alert').filter({ hasText: 'is at revision 1 by now' })
  await expect(refused).toBeVisible()
  await expect(page.getByLabel('Four eyes')).toHaveValue('yes')

  await page.goto(`/acme/models/${model}/policy/history?from=0&to=1`)
  await expect(page.getByRole('main')).toContainText('Added: Valid for: 30 days')
})

test('what is wrong stands beside its field', async ({ as }) => {
  const model = await measured('wrong')
  const page = await as('admin')
  await page.goto(`/acme/models/${model}/policy?change=rules`)
  await page.getByLabel('How long an approval lasts').selectOption('days')
  await page.getByLabel('Days').fill('0')
  await page.getByRole('button', { name: 'Review changes' }).click()
  await expect(page.getByLabel('Days')).toHaveAccessibleDescription('At least one day.')
})

test('who may not change it sees what holds, and why', async ({ as }) => {
  const page = await as('contributor')
  await page.goto('/acme/models/fuel-economy/policy')
  await expect(page.getByRole('main')).toContainText(
    '2 approvals, from members of risk and platform',
  )
  const button = page.getByRole('button', { name: 'Change the rules' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await expect(page.getByText(/Needs the admin role/)).toBeVisible()
})
