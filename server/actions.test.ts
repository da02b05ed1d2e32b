import { describe, expect, it } from 'vitest'
import type { Operation } from '@/lib/door'
import { apiRoutes } from './api/register'

/**
 * Server actions that act on nothing but the caller's own browser or account, and where it is tested that
 * they do. Every other action ends in an operation that a route ends in too, and authorization.db.test.ts tries
 * each of those with every role.
 */
const ownAffairs: Record<string, string> = {
  'sign-in/actions.ts signInByPassword': 'lib/sessions/sign-in.db.test.ts',
  'sign-in/actions.ts setUp': 'lib/organizations/create.db.test.ts',
  'sign-in/actions.ts signOut': 'lib/sessions/session.db.test.ts',
  'sign-in/actions.ts continueAtProvider': 'lib/identities/oidc.db.test.ts',
  'sign-in/actions.ts confirm': 'lib/sessions/confirm.db.test.ts',
  'sign-in/actions.ts join': 'lib/invitations/invitations.db.test.ts',
  'sign-in/actions.ts setPassword': 'lib/members/reset.db.test.ts',
  'me/actions.ts change': 'lib/members/password.db.test.ts',
  'me/actions.ts rename': 'lib/members/rename.db.test.ts',
  'me/actions.ts endSession': 'lib/sessions/session.db.test.ts',
  'me/actions.ts endOtherSessions': 'lib/sessions/session.db.test.ts',
  // A cookie that says how pages look; no data of the hub.
  'theme/actions.ts setTheme': 'e2e/every-page.spec.ts',
  'keys/actions.ts setKeys': 'e2e/keys.spec.ts',
}

const files = import.meta.glob<Record<string, unknown>>('../app/**/actions.ts')
/** Operations that no route ends in as they are, and where they are tried with every role. */
const elsewhere: Record<string, string> = {
  // The route takes the bytes as its body.
  '[org]/models/[model]/card/actions.ts editBlock': 'server/api/authorization.db.test.ts',
  // The route makes a revision or tells what it would change, by one operation for both.
  '[org]/deployments/[deployment]/revise/actions.ts submit':
    'lib/deployments/deployments.db.test.ts',
  // The route may also override.
  '[org]/models/[model]/versions/[version]/actions.ts decide': 'lib/versions/decide.db.test.ts',
  // Whoever reads keeps their own columns and searches.
  'columns/actions.ts keepColumns': 'lib/preferences/preferences.db.test.ts',
  'columns/actions.ts forgetColumns': 'lib/preferences/preferences.db.test.ts',
  'me/notifications/actions.ts choose': 'lib/preferences/preferences.db.test.ts',
  // One form for all three places; the routes have a command for each.
  'policy/actions.ts send': 'lib/policies/policies.db.test.ts',
  '[org]/activity/actions.ts save': 'lib/activity/views.db.test.ts',
  '[org]/activity/actions.ts rename': 'lib/activity/views.db.test.ts',
  '[org]/activity/actions.ts remove': 'lib/activity/views.db.test.ts',
}

/** By the schema that an operation parses its input with: no two share one unless they decide alike. */
const isRouted = (operation: Operation<never, unknown>) =>
  apiRoutes.some(({ action, input }) => action === operation.action && input === operation.input)

describe.each(Object.entries(files))('%s', (path, load) => {
  it('exports only actions whose authorization is tested', async () => {
    for (const [name, action] of Object.entries(await load())) {
      const place = `${path.replace('../app/', '')} ${name}`
      const known = ownAffairs[place]
      const operations = operationsOf(action)
      const uncovered = operations.filter((one) => !isRouted(one) && !elsewhere[place])
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

describe('what is tried elsewhere', () => {
  it('is tried in a file that is there', () => {
    const tests = Object.keys(import.meta.glob(['../**/*.test.ts', '../e2e/*.spec.ts']))
    for (const file of [...Object.values(ownAffairs), ...Object.values(elsewhere)])
      expect(tests).toContain(file.startsWith('server/') ? `./${file.slice(7)}` : `../${file}`)
  })
})

function operationsOf(action: unknown): Operation<never, unknown>[] {
  const has = typeof action === 'function' && 'operations' in action
  return has ? (action.operations as Operation<never, unknown>[]) : []
}
