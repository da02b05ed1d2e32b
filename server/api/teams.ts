import { HeldRoles, listRolesOfTeam } from '@/lib/grants/of-holder'
import { createTeam } from '@/lib/teams/create'
import { addTeamMember, removeTeamMember } from '@/lib/teams/members'
import { getTeam, listTeamMembers, listTeams } from '@/lib/teams/queries'
import { removeTeam } from '@/lib/teams/remove'
import { updateTeam } from '@/lib/teams/update'
import { Team, TeamMember } from '@/lib/teams/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, patch, remove } = routes()
const of = '/:org/teams/:team'

get('/:org/teams', listTeams, { summary: 'List teams', answer: pageOf(Team) })
post('/:org/teams', createTeam, { summary: 'Create a team', answer: Team })
get(of, getTeam, { summary: 'Get a team', answer: Team })
patch(of, updateTeam, { summary: 'Edit a team', answer: Team })
remove(of, removeTeam, { summary: 'Remove a team; its roles end' })
get(`${of}/roles`, listRolesOfTeam, { summary: 'List the roles of a team', answer: HeldRoles })
get(`${of}/members`, listTeamMembers, {
  summary: 'List the members of a team',
  answer: pageOf(TeamMember),
})
post(`${of}/members`, addTeamMember, { summary: 'Put a member into a team', answer: TeamMember })
remove(`${of}/members/:id`, removeTeamMember, { summary: 'Take a member out of a team' })

export const teamRoutes = list
