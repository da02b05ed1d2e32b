import 'server-only'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { Shell } from '@/components/shell/shell'
import { rolesAllow } from '@/lib/access'
import type { Ctx } from '@/lib/actor'
import { me } from '@/lib/me'
import { abilitiesIn, abilityAnywhere } from '@/lib/organizations/abilities'
import { getSidebar } from '@/lib/organizations/sidebar'
import { countReviews } from '@/lib/reviews/inbox'
import { setKeys } from './keys/actions'
import { load } from './load'
import { signOut } from './sign-in/actions'
import { setTheme } from './theme/actions'
import { currentTheme } from './theme/theme'

interface OrganizationShellProps {
  ctx: Ctx
  org: string
  children: ReactNode
}

/** The frame of an organization's pages: the way around, and who is signed in. */
export async function OrganizationShell({ ctx, org, children }: OrganizationShellProps) {
  const { organization, roles } = await load(async () => me(ctx, org))
  const [{ projects, unread }, reviews, theme] = await Promise.all([
    load(() => getSidebar(ctx, { org })),
    decidesIn(ctx, org) ? load(() => countReviews(ctx, { org })) : null,
    currentTheme(),
  ])
  const may = {
    ...abilitiesIn(ctx, org, 'model.create', 'dataset.create', 'project.create'),
    'deployment.create': abilityAnywhere(ctx, org, 'deployment.create'),
  }
  const isMac = /Mac|iPhone|iPad/.test((await headers()).get('user-agent') ?? '')
  const { actor, memberships } = ctx
  const elsewhere = memberships
    .filter(({ slug }) => slug !== org)
    .map(({ slug, name }) => ({ slug, name }))
  const email = actor.kind === 'person' ? actor.email : ''
  return (
    <Shell
      organization={organization}
      reviews={reviews}
      unread={unread}
      projects={projects}
      control={isMac ? '⌘' : 'Ctrl'}
      makes={(['model', 'dataset', 'deployment', 'project'] as const).filter(
        (what) => may[`${what}.create`].ok,
      )}
      setKeys={setKeys}
      account={{ name: actor.name, email, roles, elsewhere, theme, setTheme, signOut }}
    >
      {children}
    </Shell>
  )
}

/** Whether the caller decides on any version of the organization, by whatever grant. */
function decidesIn(ctx: Ctx, org: string): boolean {
  const membership = ctx.memberships.find(({ slug }) => slug === org)
  const roles = membership?.grants.map(({ role }) => role) ?? []
  return rolesAllow(roles, 'version.approve')
}
