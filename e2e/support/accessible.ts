import AxeBuilder from '@axe-core/playwright'
import { cutText, doubleText, overflow } from './fits'
import { type As, type DemoRole, expect, type Page } from './test'

/** What axe finds wrong with a page as it stands: of each rule the first element that breaks it. */
export async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page })
    // Else it opens another page to put the findings of frames together; ours have none.
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

/**
 * Expects of a page that axe finds nothing wrong with it in either theme, in a window and on a phone, that no
 * script of it fails, that it fits the window, 320 px and text twice as large, and that it reads without
 * JavaScript.
 */
export async function expectForAll(as: As, role: DemoRole, path: string): Promise<void> {
  await expectAccessible(as, role, path)
  await expectPlain(as, role, path)
}

/** As {@link expectForAll}, but with JavaScript alone. */
export async function expectAccessible(as: As, role: DemoRole, path: string): Promise<void> {
  const page = await as(role, { colorScheme: 'light' })
  const failures: string[] = []
  page.on('pageerror', (error) => failures.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/404/.test(message.text())) failures.push(message.text())
  })
  const open = async () => {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  await open()
  const light = await violations(page)
  const wide = await overflow(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await violations(page)
  await page.setViewportSize({ width: 320, height: 640 })
  // Drawn from the start in the dark, and for a phone what is drawn by measure.
  await open()
  const phone = await violations(page)
  await page.emulateMedia({ colorScheme: 'light' })
  phone.push(...(await violations(page)))
  const narrow = await overflow(page)
  await doubleText(page)
  const large = { standsOut: await overflow(page), cut: await cutText(page) }
  expect({ path, light, wide, dark, phone, narrow, large, failures }).toEqual({
    path,
    light: [],
    wide: 0,
    dark: [],
    phone: [],
    narrow: 0,
    large: { standsOut: 0, cut: [] },
    failures: [],
  })
}

/** Expects of a page that it reads without JavaScript. */
export async function expectPlain(as: As, role: DemoRole, path: string): Promise<void> {
  const page = await as(role, { javaScriptEnabled: false })
  await page.goto(path)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('main')).not.toBeEmpty()
}
