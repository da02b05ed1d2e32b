import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../scripts/paths.mjs'
import { expect, test, user } from './support/test'

const execute = promisify(execFile)

/** Runs `hub` as a training machine of the contributor would. */
async function hub(words: string[], folder = '.') {
  const { stdout } = await execute(process.execPath, [join(root, 'dist/hub.mjs'), ...words], {
    cwd: join(root, folder),
    env: {
      ...process.env,
      HUB_URL: process.env.HUB_E2E_URL,
      HUB_TOKEN: user('contributor').token,
      HUB_ORG: 'acme',
    },
  })
  return stdout
}

test('a trained version is found, judged, approved, traced and fetched by its URI', async ({
  as,
}) => {
  test.setTimeout(90_000)
  expect(await hub(['resolve', 'model://penguins/latest'])).toContain('model://penguins/v4@')

  await test.step('the approver sees in Reviews that it beats the approved one', async () => {
    const page = await as('approver')
    await page.goto('/acme/reviews')
    const waiting = page.getByRole('main')
    await expect(waiting).toContainText('better')
    await waiting
      .getByRole('link', { name: /penguins.*v5|v5/ })
      .first()
      .click()
    await page.waitForURL('**/models/penguins/versions/v5')
    const accuracy = page.getByRole('row', { name: /^accuracy/i })
    await expect(accuracy).toContainText('better')
    await expect(page.getByRole('main')).toContainText('dataset://penguins/v1')
    await expect(page.getByRole('main')).toContainText('ml-random-forest')
  })

  await test.step('and approves it, with a note', async () => {
    const page = await as('approver')
    await page.goto('/acme/models/penguins/versions/v5')
    await page.getByRole('radio', { name: 'Approve' }).check()
    await page.getByLabel('Note').fill('Better on all three held-out metrics.')
    await page.getByRole('button', { name: 'Record decision' }).click()
    await expect(page.getByText('Better on all three held-out metrics.')).toBeVisible()
    await expect(page.getByText('Approved', { exact: true }).first()).toBeVisible()
  })

  expect(await hub(['resolve', 'model://penguins/latest'])).toContain('model://penguins/v5@')

  const run = await test.step('a job that asks for latest gets it', async () => {
    const said = await hub(['run', 'batch-inference', '--json'], 'examples/penguins')
    const result = JSON.parse(said.slice(said.lastIndexOf('\n{') + 1 || 0)) as { run: string }
    const page = await as('contributor')
    await page.goto(`/acme/projects/penguins/runs/${result.run.split('/').at(-1)}`)
    await expect(page.getByRole('main')).toContainText('model://penguins/v5')
    await expect(page.getByRole('main')).toContainText('model://penguins/latest')
    return result.run
  })

  await test.step('the auditor sees run, registration, decision and use, and can change nothing', async () => {
    const page = await as('auditor')
    await page.goto('/acme/models/penguins/activity')
    const log = page.getByRole('main')
    await expect(log).toContainText('Ben Okafor')
    await expect(log).toContainText('Better on all three held-out metrics.')
    await expect(log).toContainText(/registered/i)
    await expect(log).toContainText(/used/i)
    await page.goto('/acme/activity?project=penguins')
    const number = run.split('/').at(-1)
    await expect(page.getByRole('link', { name: `penguins #${number}` }).first()).toBeVisible()

    await page.goto('/acme/models/fuel-economy/versions/v3')
    await expect(page.getByText('Needs the approver role. You are an auditor.')).toBeVisible()
    const button = page.getByRole('button', { name: 'Record decision' })
    await expect(button).toHaveAttribute('aria-disabled', 'true')
  })
})
