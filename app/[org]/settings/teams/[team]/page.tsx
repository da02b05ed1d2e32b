import type { Metadata } from 'next'
import { fromCursor, load } from '@/app/load'
import { memberOptions } from '@/app/member-options'
import { type SearchParams, search } from '@/app/search'
import { currentCtx, requireCtx } from '@/app/session'
import { ConfirmForm } from '@/components/confirm-form'
import { HeldRoles } from '@/components/held-roles'
import { besideRoles, ladderRoles } from '@/components/role-choices'
import { RoleForm } from '@/components/role-form'
import { PageHeader } from '@/components/shell/page-header'
import { TeamForm } from '@/components/teams/team-form'
import { TeamMemberForm } from '@/components/teams/team-member-form'
import { TeamMembers } from '@/components/teams/team-members'
import { NotAllowed, NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { listRolesOfTeam } from '@/lib/grants/of-holder'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { getTeam, listTeamMembers } from '@/lib/teams/queries'
import * as actions from './actions'

const memberSearch = listTeamMembers.input.pick({ cursor: true })

interface Props {
  params: Promise<{ org: string; team: string }>
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ref = await params
  const ctx = await currentCtx()
  return ctx ? { title: `${(await load(() => getTeam(ctx, ref))).name} · Teams` } : {}
}

export default async function TeamPage({ params, searchParams }: Props) {
  const ref = await params
  const { org, team: slug } = ref
  const { cursor } = await search(searchParams, memberSearch)
  const ctx = await requireCtx(paths.team(org, slug, { cursor }))
  const [team, roles, members, offered] = await Promise.all([
    load(() => getTeam(ctx, ref)),
    load(() => listRolesOfTeam(ctx, ref)),
    load(() => fromCursor(cursor, (from) => listTeamMembers(ctx, { ...ref, cursor: from }))),
    memberOptions(ctx, org),
  ])
  const may = await load(async () => abilitiesIn(ctx, org, 'team.update'))
  const changes = may['team.update']
  return (
    <>
      <PageHeader
        title={team.name}
        trail={[{ href: paths.teams(org), label: 'Teams' }]}
        facts={
          <>
            <code className="font-mono wrap-anywhere">{slug}</code>
            {team.description && <span>{team.description}</span>}
          </>
        }
      />
      <div className="flex flex-col gap-10">
        <Section title="Members">
          {members.items.length > 0 ? (
            <TeamMembers
              members={members.items}
              remove={changes.ok ? (id) => actions.takeOut.bind(null, { ...ref, id }) : null}
              self={ctx.actor.id}
              now={ctx.now()}
            />
          ) : (
            <NothingYet>Nobody is in this team yet.</NothingYet>
          )}
          <Pager
            label="members"
            firstHref={cursor ? paths.team(org, slug) : null}
            nextHref={
              members.nextCursor ? paths.team(org, slug, { cursor: members.nextCursor }) : null
            }
            nextLabel="Next"
          />
          {changes.ok && (
            <div className="mt-4">
              <TeamMemberForm add={actions.add.bind(null, ref)} members={offered} />
            </div>
          )}
        </Section>
        <Section title="Roles">
          {roles.items.length > 0 ? (
            <HeldRoles
              org={org}
              roles={roles.items}
              revoke={changes.ok ? (id) => actions.revoke.bind(null, { org, id }) : null}
            />
          ) : (
            <NothingYet>
              It holds no role yet. Give it one here, or on a model or project in the settings of
              that.
            </NothingYet>
          )}
          {changes.ok && (
            <div className="mt-4">
              <RoleForm
                grant={actions.grant.bind(null, ref)}
                roles={[...ladderRoles, ...besideRoles]}
              />
            </div>
          )}
        </Section>
        {changes.ok ? (
          <Section title="Name and description">
            <TeamForm team={team} save={actions.edit.bind(null, ref)} />
            <div className="mt-4 max-w-xl">
              <ConfirmForm
                action={actions.remove.bind(null, ref)}
                label="Remove this team"
                of={team.name}
                warning="Its roles end at once for everyone in it, and requests for its review are closed. What was done stays on record. A team that a policy names must leave the policy first."
                confirm={`Remove ${team.name}`}
              />
            </div>
          </Section>
        ) : (
          <NotAllowed
            title="You cannot change this team"
            reason={changes.reason}
            whoCan="Admins of the organization put people into teams and give roles to them."
            why={paths.why(org, 'team.update')}
          />
        )}
      </div>
    </>
  )
}
