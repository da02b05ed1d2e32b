import { expect, it } from 'vitest'
import { commitUrl } from './commit-url'

const id = 'a1b2c3d4e5'

it.each([
  ['https://github.com/acme/churn.git', `https://github.com/acme/churn/commit/${id}`],
  ['https://github.com/acme/churn', `https://github.com/acme/churn/commit/${id}`],
  ['https://***@github.com/acme/churn.git', `https://github.com/acme/churn/commit/${id}`],
  ['git@github.com:acme/churn.git', `https://github.com/acme/churn/commit/${id}`],
  ['ssh://git@git.acme.example:2222/a/b.git', `https://git.acme.example/a/b/commit/${id}`],
  ['git@gitlab.com:acme/ml/churn.git', `https://gitlab.com/acme/ml/churn/-/commit/${id}`],
  ['https://bitbucket.org/acme/churn', `https://bitbucket.org/acme/churn/commits/${id}`],
])('finds the page of a commit of %s', (remote, url) => expect(commitUrl(remote, id)).toBe(url))

it.each(['/srv/git/churn', 'file:///srv/churn', '', 'javascript:alert(1)//x@y/z', '../churn'])(
  'knows none of %j',
  (remote) => expect(commitUrl(remote, id)).toBeNull(),
)

it('knows none for code that was never committed', () => {
  expect(commitUrl('https://github.com/acme/churn', '~0123')).toBeNull()
})
