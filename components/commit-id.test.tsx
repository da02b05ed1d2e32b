import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Commit } from './run-summary'

const id = 'c0ffee0c0ffee0c0ffee0c0ffee0c0ffee0c0ff'
const shown = (remote?: string) =>
  renderToStaticMarkup(<Commit commit={{ id, dirty: false, ...(remote && { remote }) }} />)

it('leads from a run to its commit, as the comparison does', () => {
  expect(shown('git@github.com:acme/churn.git')).toContain(
    `href="https://github.com/acme/churn/commit/${id}"`,
  )
})

it('names a commit that no page shows', () => {
  for (const remote of ['/srv/git/churn', undefined]) expect(shown(remote)).not.toContain('<a ')
})
