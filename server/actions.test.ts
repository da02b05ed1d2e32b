import { describe, expect, it } from 'vitest'
import type { Operation } from '@/lib/door'
import { apiRoutes } from './api/register'

/**
 * Server actions that act on nothing but the caller's own browser or account, and where it is tested that
 * they do. Every other action calls commands, whose authorization cases are those of the API.
 */
const ownAffairs: Record<string, string> = {
  'sign-in/actions.ts signInByPassword': 'lib/sessions/sign-in.db.test.ts',
  'sign-in/actions.ts setUp': 'lib/organizations/create.db.test.ts',
  'sign-in/actions.ts signOut': 'lib/sessions/session.db.test.ts',
  'me/actions.ts change': 'lib/members/password.db.test.ts',
  'me/actions.ts rename': 'lib/members/rename.db.test.ts',
  'me/actions.ts endSession': 'lib/sessions/session.db.test.ts',
  'me/actions.ts endOtherSessions': 'lib/sessions/session.db.test.ts',
  // A cookie that says how pages look; no data of the hub.
  'theme/actions.ts setTheme': 'e2e/every-page.spec.ts',
  'keys/actions.ts setKeys': 'e2e/keys.spec.ts',
}

const files = import.meta.glob<Record<string, unknown>>('../app/**/actions.ts')
const covered = new Set(apiRoutes.map(({ action }) => action))

describe.each(Object.entries(files))('%s', (path, load) => {
  it('exports only actions whose authorization is tested', async () => {
    for (const [name, action] of Object.entries(await load())) {
      const known = ownAffairs[`${path.replace('../app/', '')} ${name}`]
      const operations = operationsOf(action)
      const uncovered = operations.filter(({ action }) => !covered.has(action))
      expect({ name, uncovered: known ? [] : uncovered.map(({ action }) => action) }).toEqual({
        name,
        uncovered: [],
      })
      expect({ name, listed: Boolean(known) || operations.length > 0 }).toEqual({
        name,
        listed: true,
      })
    }
  })
})

function operationsOf(action: unknown): Operation<never, unknown>[] {
  const has = typeof action === 'function' && 'operations' in action
  return has ? (action.operations as Operation<never, unknown>[]) : []
}
