import { expect, it } from 'vitest'
import { loggedPath } from './pages'

it.each([
  ['/acme/models?q=state:approved', '/acme/models'],
  ['/sign-in?next=/sign-in/join/s3cret', '/sign-in'],
  ['/sign-in/join/s3cret', '/sign-in/join/…'],
  ['/sign-in/join/s3cret?error=OAuthCallback', '/sign-in/join/…'],
  ['/sign-in/reset/s3cret/x', '/sign-in/reset/…/x'],
])('the log is told of %s that it is %s', (url, path) => {
  expect(loggedPath(url)).toBe(path)
})
