import type { Page } from '@playwright/test'

/** How many pixels of a page stand out to the right of the window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
}

/** Makes all text twice as large, as a browser does for who asks it to. */
export async function doubleText(page: Page): Promise<void> {
  await page.setViewportSize({ width: 640, height: 800 })
  await page.addStyleTag({ content: 'html { font-size: 200% !important }' })
}

/** Text that its box cuts off without saying so by an ellipsis or by scrolling. */
export function cutText(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => {
        const saysSomething = [...element.childNodes].some(
          (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
        )
        if (!saysSomething || !element.checkVisibility({ visibilityProperty: true })) return false
        if (element.closest('.sr-only, [popover], svg, next-route-announcer')) return false
        const style = getComputedStyle(element)
        const scrolls = (overflow: string) => /auto|scroll/.test(overflow)
        const wide =
          element.scrollWidth - element.clientWidth > 1 &&
          style.textOverflow !== 'ellipsis' &&
          !scrolls(style.overflowX)
        const tall =
          element.scrollHeight - element.clientHeight > 2 &&
          style.webkitLineClamp === 'none' &&
          !scrolls(style.overflowY)
        return style.display !== 'inline' && (wide || tall)
      })
      .map((element) => element.outerHTML.slice(0, 160)),
  )
}
