import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../scripts/paths.mjs'
import { violations } from './support/accessible'
import { api, expect, test, user } from './support/test'

// A step that would go on for minutes, and says how it is doing.
const step = `
- step:
    name: slow
    image: node:20
    command: node slow.mjs {parameters}
    parameters:
      - name: rate
        type: float
        default: 0.5
`
const program = `
const rate = Number(process.argv[2]?.split('=')[1] ?? 0.5)
for (let epoch = 0; epoch < 600; epoch++) {
  console.log(JSON.stringify({ epoch, loss: 1 / (1 + epoch * rate), val_loss: 1.5 / (1 + epoch * rate) }))
  console.log('epoch ' + epoch + ' is over')
  await new Promise((resolve) => setTimeout(resolve, 200))
}
`

interface Job {
  /** Number in the project. */
  run: number
  /** The exit code of `hub run`, once it has ended. */
  ended: Promise<number>
  end(): Promise<void>
}

/** `hub run slow` in a folder of its own, as a training machine of the contributor would do it. */
async function started(): Promise<Job & { project: string }> {
  const project = `slow-${randomUUID().slice(0, 8)}`
  const folder = await mkdtemp(join(tmpdir(), 'hub-slow-'))
  await writeFile(join(folder, 'valohai.yaml'), step)
  await writeFile(join(folder, 'slow.mjs'), program)
  const words = [join(root, 'dist/hub.mjs'), 'run', 'slow', '--project', project]
  const env = {
    ...process.env,
    HUB_URL: process.env.HUB_E2E_URL,
    HUB_TOKEN: user('contributor').token,
    HUB_ORG: 'acme',
  }
  const child = execFile(process.execPath, words, { cwd: folder, env }, () => undefined)
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)))
  const end = async () => {
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  await expect
    .poll(() =>
      api('contributor', 'GET', `/projects/${project}/runs/1`).then(
        () => 1,
        () => 0,
      ),
    )
    .toBe(1)
  return { project, run: 1, ended, end }
}

test('a run is watched while it goes on, tagged, and stopped from its page', async ({ as }) => {
  test.setTimeout(120_000)
  const job = await started()
  try {
    const page = await as('contributor')
    await page.goto(`/acme/projects/${job.project}/runs/1`)
    await expect(page.getByText('Running').first()).toBeVisible()

    await test.step('curves and log grow by themselves', async () => {
      const log = page.getByRole('region', { name: 'Log' })
      await expect(log).toContainText('is over', { timeout: 30_000 })
      await expect(page.getByRole('slider', { name: 'step of loss' })).toBeAttached()
      const before = (await log.textContent())?.length ?? 0
      await expect
        .poll(async () => (await log.textContent())?.length ?? 0, { timeout: 30_000 })
        .toBeGreaterThan(before)
    })

    await test.step('someone else tags it', async () => {
      await page.getByRole('link', { name: 'Edit tags' }).click()
      await page.getByRole('textbox', { name: 'Tags' }).fill('slow, watched')
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('link', { name: 'watched' })).toBeVisible()
    })

    await test.step('who may only read is told why they cannot stop it', async () => {
      const auditor = await as('auditor')
      await auditor.goto(`/acme/projects/${job.project}/runs/1`)
      await expect(auditor.getByText('Needs the contributor role').first()).toBeVisible()
      await expect(auditor.getByRole('button', { name: 'Stop the run' })).toHaveCount(0)
    })

    await page.getByText('Stop this run').click()
    await page.getByLabel('Reason').fill('It learns nothing.')
    await page.getByRole('button', { name: 'Stop the run' }).click()
    await expect(page.getByText(/asked (it )?to stop/).first()).toBeVisible()
    expect(await job.ended).toBe(130)
    await expect(page.getByText('Stopped').first()).toBeVisible({ timeout: 30_000 })
    const admin = await as('admin')
    await admin.goto('/acme/activity?action=run.stop')
    await expect(admin.getByText('It learns nothing.').first()).toBeVisible()
  } finally {
    await job.end()
  }
})

test('runs are laid over one another, over time, and the address says so', async ({ as }) => {
  const project = await measured([0.5, 2])
  const page = await as('contributor')
  await page.goto(`/acme/projects/${project}/runs/1`)
  await page.getByRole('combobox', { name: 'Horizontal axis' }).selectOption('Over time')
  await page.waitForURL('**/runs/1?x=time')
  await page.getByLabel('Beside runs').fill('2, 9')
  await page.getByRole('button', { name: 'Draw', exact: true }).click()
  await page.waitForURL(/with=2/)
  await expect(page.getByText('#2 loss')).toBeVisible()
  await expect(page.getByText('There is nothing to draw of #9')).toBeVisible()
  expect(await violations(page)).toEqual([])

  const bare = await as('contributor', { javaScriptEnabled: false })
  await bare.goto(page.url())
  await expect(bare.getByText('#2 loss')).toBeVisible()
  await expect(bare.locator('polyline')).toHaveCount(2)
  await bare.locator('summary', { hasText: 'Latest, lowest and highest' }).click()
  const table = bare.getByRole('table', { name: 'Latest, lowest and highest' })
  await expect(table.getByRole('row', { name: /^loss #2/ })).toBeVisible()
})

test('a task shows its runs by what sets them apart, and lists narrow by address', async ({
  as,
}) => {
  const project = await measured([0.5, 2])
  const page = await as('contributor')
  await page.goto(`/acme/projects/${project}/groups/1`)
  await expect(page.getByRole('columnheader', { name: 'rate' })).toBeVisible()
  await expect(page.getByRole('row', { name: /^#2/ })).toContainText('2')
  await page.goto(`/acme/runs?project=${project}&tag=quick`)
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.getByRole('link', { name: /Tag: quick/ }).click()
  await expect(page.getByRole('row')).toHaveCount(3)
})

/** A project with a task of one run for each rate, all with a curve; those above 1 are tagged. */
async function measured(rates: number[]): Promise<string> {
  const slug = `drawn-${randomUUID().slice(0, 8)}`
  await api('contributor', 'POST', '/projects', { name: slug, slug })
  await api('contributor', 'POST', `/projects/${slug}/groups`, { kind: 'task', name: 'sweep' })
  for (const rate of rates) {
    const draft = { step: 'train', params: { rate }, group: 1, tags: rate > 1 ? ['quick'] : [] }
    const path = `/projects/${slug}/runs`
    const { run } = await api<{ run: number }>('contributor', 'POST', path, draft)
    const events = Array.from({ length: 20 }, (_, epoch) => ({
      time: new Date(Date.now() + epoch * 1000).toISOString(),
      step: epoch,
      values: { loss: 1 / (1 + epoch * rate) },
    }))
    await api('contributor', 'POST', `${path}/${run}/metrics`, { events })
    await api('contributor', 'POST', `${path}/${run}/finish`, { state: 'completed' })
  }
  return slug
}
