import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeApi } from '@/server/api/openapi'
import { apiRoutes } from '@/server/api/register'
import { apiPage } from './api-page'
import { cliPage } from './cli-page'
import { configurationPage, settingsTable } from './configuration-page'
import { eventTable } from './event-table'
import { keyTables } from './filter-keys'

const note = '<!-- Written by `npm run docs`; a test fails when it is out of date. -->'

/** The documents that are made from the code: path → text as it should be. */
export function generated(root: string): Map<string, string> {
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const filled = (file: string, mark: string, content: string) =>
    between(read(file), `<!-- ${mark} -->`, `<!-- /${mark} -->`, content)
  return new Map([
    ['docs/reference/api.md', `${note}\n\n${apiPage(describeApi(apiRoutes))}\n`],
    ['docs/reference/cli.md', `${note}\n\n${cliPage()}\n`],
    ['docs/configuration.md', `${note}\n\n${configurationPage()}\n`],
    ['README.md', filled('README.md', 'settings', settingsTable())],
    ['docs/webhooks.md', filled('docs/webhooks.md', 'events', eventTable())],
    ['docs/find-models.md', filled('docs/find-models.md', 'keys', keyTables())],
  ])
}

/** @throws Error when the text lacks the marks */
function between(text: string, start: string, end: string, content: string): string {
  const [before, rest] = text.split(start)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined)
    throw new Error(`A document has no ${start} … ${end} to write between.`)
  return `${before}${start}\n\n${content}\n\n${end}${after}`
}
