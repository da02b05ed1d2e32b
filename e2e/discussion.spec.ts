import { violations } from './support/accessible'
import { api, expect, madeModel, test, user } from './support/test'

const page1 = (model: string) => `/acme/models/${model}/versions/v1`

interface Said {
  id: string
}

test('a comment is written, mentions somebody, is edited and deleted, each with a trace', async ({
  as,
}) => {
  const model = await madeModel('discussed', [{ accuracy: 0.8 }])
  const page = await as('contributor')
  await page.goto(page1(model))
  const discussion = page.getByRole('region', { name: 'Discussion' })
  await expect(discussion.getByRole('listitem')).toHaveText([/registered v1/])
  await page.getByLabel('Comment on v1').fill(`@${user('approver').email}, **please** look.`)
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  const entry = discussion.getByRole('listitem').last()
  await expect(entry).toContainText('@Ben Okafor, please look.')
  await expect(entry.locator('strong')).toHaveText('please')
  await expect(page).toHaveURL(/#comment-/)
  await expect(entry).toBeFocused()
  await expect(page.getByLabel('Comment on v1')).toHaveValue('')

  await entry.getByRole('link', { name: 'Edit' }).click()
  const text = page.getByLabel('Comment', { exact: true })
  await expect(text).toHaveValue(`@${user('approver').email}, **please** look.`)
  await text.fill('Never mind.')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(entry).toContainText('Never mind.')
  await entry.getByRole('link', { name: /edited/ }).click()
  await expect(page.getByRole('heading', { name: 'What it said before' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('@Ben Okafor, please look.')

  await page.getByText('Delete this comment').first().click()
  await page.getByRole('button', { name: 'Delete this comment' }).click()
  await expect(entry).toContainText('Deleted by who wrote it.')
  await expect(entry).not.toContainText('Never mind.')
})

test('one timeline: what was said, decided and done, by time, and its earlier part', async ({
  as,
}) => {
  const model = await madeModel('timeline', [{ accuracy: 0.8 }, { accuracy: 0.9 }])
  const on = `/models/${model}/versions/1`
  await api('contributor', 'POST', `${on}/comments`, { body: 'Ready?' })
  await api('approver', 'POST', `${on}/approve`, { note: 'Good enough' })
  await api('admin', 'PUT', `/models/${model}/aliases/production`, { version: 1 })
  await api('admin', 'PUT', `/models/${model}/aliases/production`, { version: 2 })
  await api('approver', 'POST', `${on}/withdraw`, { note: 'Not yet' })
  const page = await as('auditor')
  await page.goto(page1(model))
  const entries = page.getByRole('region', { name: 'Discussion' }).getByRole('listitem')
  await expect(entries).toHaveText([
    /registered v1/,
    /Ready\?/,
    /approved v1.*Good enough/s,
    /pointed the alias production at v1/,
    /moved the alias production on to v2/,
    /withdrew the decision on v1.*Not yet/s,
  ])
  await expect(entries.nth(2).locator('time')).toHaveAttribute('datetime', /Z$/)
  await expect(page.getByText('You are an auditor.').last()).toBeVisible()
  await expect(page.getByLabel('Comment on v1')).toHaveCount(0)

  for (let n = 1; n <= 50; n++)
    await api('contributor', 'POST', `${on}/comments`, { body: `Note ${n}` })
  await page.reload()
  await expect(entries).toHaveCount(50)
  await expect(entries.first()).toContainText('Note 1')
  await page.getByRole('link', { name: 'Show earlier' }).click()
  await expect(entries).toHaveCount(6)
  await page.getByRole('link', { name: 'Show the latest' }).click()
  await expect(entries.last()).toContainText('Note 50')
  await page.goto(`/acme/models/${model}`)
  await expect(entries.last().getByRole('link', { name: 'v1' })).toHaveAttribute(
    'href',
    /versions\/v1#comment-/,
  )
})

test('writing, editing and deleting work without JavaScript', async ({ as }) => {
  const model = await madeModel('unscripted-talk', [{ accuracy: 0.8 }])
  const page = await as('contributor', { javaScriptEnabled: false })
  await page.goto(page1(model))
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  await expect(page.getByText('Write something first.')).toBeVisible()
  await page.getByLabel('Comment on v1').fill('Without a script')
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  const entry = page.getByRole('region', { name: 'Discussion' }).getByRole('listitem').last()
  await expect(entry).toContainText('Without a script')
  await entry.getByRole('link', { name: 'Edit' }).click()
  await page.getByLabel('Comment', { exact: true }).fill('Still without')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(entry).toContainText('Still without')
  await entry.getByRole('link', { name: 'Delete' }).click()
  await page.locator('summary', { hasText: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete this comment' }).click()
  await expect(entry).toContainText('Deleted by who wrote it.')
})

test('members are offered after an @, chosen and sent by keyboard alone', async ({ as }) => {
  const model = await madeModel('keyboard-talk', [{ accuracy: 0.8 }])
  const page = await as('approver')
  await page.goto(page1(model))
  const field = page.getByLabel('Comment on v1')
  await field.focus()
  await page.keyboard.type('Hello @')
  const list = page.getByRole('listbox', { name: 'Members to mention' })
  await expect(list.getByRole('option').first()).toBeVisible()
  expect(await violations(page)).toEqual([])
  await page.keyboard.type('o')
  await expect(list.getByRole('option')).toHaveText([/Ben Okafor/, /Olga/])
  await page.keyboard.press('ArrowDown')
  await expect(list.getByRole('option', { selected: true })).toContainText('Olga')
  await page.keyboard.press('Enter')
  await expect(list).toBeHidden()
  await expect(field).toHaveValue(`Hello @${user('auditor').email} `)
  await page.keyboard.type('and @b')
  await expect(list).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(list).toBeHidden()
  await page.keyboard.press('Control+Enter')
  const entry = page.getByRole('region', { name: 'Discussion' }).getByRole('listitem').last()
  await expect(entry).toContainText(/Hello @Olga .* and @b/)
})

test('a script in what somebody wrote does nothing', async ({ as }) => {
  const model = await madeModel('hostile-talk', [{ accuracy: 0.8 }])
  const body = [
    '<script>window.hit = 1</script><img src=x onerror="window.hit = 1">',
    '[click](javascript:window.hit=1) <a href="javascript:window.hit=1">here</a>',
    '![pixel](https://elsewhere.example/pixel.png)',
    '<@0193b2a0-0000-7000-8000-00000000000b" onmouseover="window.hit=1>',
  ].join('\n\n')
  await api('contributor', 'POST', `/models/${model}/versions/1/comments`, { body })
  const page = await as('approver')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(page1(model))
  const entry = page.getByRole('region', { name: 'Discussion' }).getByRole('listitem').last()
  await expect(entry).toContainText('pixel')
  await expect(entry.locator('img, script')).toHaveCount(0)
  await expect(entry.locator('a[href^="javascript"]')).toHaveCount(0)
  expect(await page.evaluate(() => 'hit' in window)).toBe(false)
  expect(asked.filter((url) => url.includes('elsewhere'))).toEqual([])
})

test('what no page could draw is refused, and long words fit 320 px', async ({ as }) => {
  const model = await madeModel('long-talk', [{ accuracy: 0.8 }])
  const on = `/models/${model}/versions/1/comments`
  await expect(api('contributor', 'POST', on, { body: '>'.repeat(5000) })).rejects.toThrow(/400/)
  const wide = `${'w'.repeat(400)} \`${'c'.repeat(200)}\`\n\n|${'h'.repeat(120)}|b|\n|-|-|\n|1|2|`
  await api('contributor', 'POST', on, { body: wide })
  const page = await as('contributor', { viewport: { width: 320, height: 640 } })
  await page.goto(page1(model))
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBe(0)
})

test('nobody else edits it: the page says what it says, and offers nothing', async ({ as }) => {
  const model = await madeModel('others-talk', [{ accuracy: 0.8 }])
  const { id } = await api<Said>('contributor', 'POST', `/models/${model}/comments`, {
    body: 'Mine',
  })
  const page = await as('approver')
  await page.goto(`/acme/comments/${id}`)
  await expect(page.getByRole('main')).toContainText('Mine')
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0)
  await expect(page.getByText('Delete', { exact: true })).toHaveCount(0)
})

test('two tabs edit one comment: the second is told, and loses nothing', async ({ as }) => {
  const model = await madeModel('race-talk', [{ accuracy: 0.8 }])
  const { id } = await api<Said>('contributor', 'POST', `/models/${model}/comments`, {
    body: 'Zero',
  })
  const page = await as('contributor')
  await page.goto(`/acme/comments/${id}`)
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible()
  await api('contributor', 'PATCH', `/comments/${id}`, { body: 'One' })
  await page.getByLabel('Comment', { exact: true }).fill('Two')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('This comment was changed in the meantime.')).toBeVisible()
  await expect(page.getByRole('main')).toContainText('One')
  await expect(page.getByLabel('Comment', { exact: true })).toHaveValue('Two')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page).toHaveURL(/#comment-/)
  const discussion = page.getByRole('region', { name: 'Discussion' })
  await expect(discussion.getByRole('listitem').last()).toContainText('Two')
})

test('a version on paper says which it is and how it stood, with nothing folded or cut', async ({
  as,
}) => {
  const page = await as('approver')
  await page.goto('/acme/models/penguins/versions/v4')
  await expect(page.getByRole('button', { name: 'Print' })).toBeVisible()
  const { digest } = await api<{ digest: string }>('approver', 'GET', '/models/penguins/versions/4')
  // An A4 page less its margins, at 96 dots an inch.
  await page.setViewportSize({ width: 688, height: 1000 })
  await page.emulateMedia({ media: 'print' })
  for (const fact of [digest, 'model://penguins/v4', '/acme/models/penguins/versions/v4'])
    await expect(page.getByText(fact).first()).toBeVisible()
  await expect(page.getByText(/^by Ben Okafor, as it stood at .* UTC$/)).toBeVisible()
  for (const gone of ['navigation', 'button', 'form', 'textbox'] as const)
    await expect(page.getByRole(gone)).toHaveCount(0)
  await expect(page.getByText('train.csv')).toBeVisible()
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll('main *')]
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && one.clientWidth > 0)
      .filter((one) => getComputedStyle(one).clipPath === 'none')
      .map((one) => one.outerHTML.slice(0, 80)),
  )
  expect(cut).toEqual([])
  const pdf = await page.pdf({ preferCSSPageSize: true })
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
})
