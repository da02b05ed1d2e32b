import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { Group } from '@/lib/groups/view'
import { TaskMatter } from './task-matter'

it.each([
  [{}, false],
  [{ completed: 1500, error: 2 }, true],
])('tells of runs that are not shown: of %j %s', (counts, tells) => {
  const group = { group: 7, project: 'trees', runs: [], plan: {}, counts }
  const html = renderToStaticMarkup(<TaskMatter org="acme" group={group as unknown as Group} />)
  expect(html.includes('of 1,502 runs')).toBe(tells)
  expect(html.includes('/acme/projects/trees/runs?group=7')).toBe(tells)
})
