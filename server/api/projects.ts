import { mayDoInProject } from '@/lib/access-report/may'
import { MayDo, Who } from '@/lib/access-report/view'
import { whoMayInProject } from '@/lib/access-report/who'
import { grantProject } from '@/lib/grants/grant'
import { listProjectAccess } from '@/lib/grants/queries'
import { revokeProject } from '@/lib/grants/revoke'
import { Access, Grant } from '@/lib/grants/view'
import { Lived } from '@/lib/life/commands'
import { createProject } from '@/lib/projects/create'
import { archiveProject, deleteProject, restoreProject } from '@/lib/projects/life'
import { getProject, listProjects } from '@/lib/projects/queries'
import { updateProject } from '@/lib/projects/update'
import { Project, ProjectWithAbilities } from '@/lib/projects/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, act, patch, remove } = routes()
const of = '/:org/projects/:project'

get('/:org/projects', listProjects, { summary: 'List projects', answer: pageOf(Project) })
post('/:org/projects', createProject, { summary: 'Create a project', answer: Project })
get(of, getProject, { summary: 'Get a project', answer: ProjectWithAbilities })
patch(of, updateProject, { summary: 'Edit a project', answer: Project })
get(`${of}/access`, listProjectAccess, {
  summary: 'List who has a role in a project',
  answer: pageOf(Access),
})
get(`${of}/access/who`, whoMayInProject, {
  summary: 'Who may do something in a project, and through what',
  answer: Who,
})
get(`${of}/access/may`, mayDoInProject, {
  summary: 'What a member may do in a project, and through what',
  answer: MayDo,
})
post(`${of}/access`, grantProject, {
  summary: 'Give a member, a team or a service account a role in a project and on its models',
  answer: Grant,
})
remove(`${of}/access/:id`, revokeProject, { summary: 'Take a role in a project back' })
act(`${of}/archive`, archiveProject, { summary: 'Archive a project', answer: Lived })
act(`${of}/restore`, restoreProject, { summary: 'Restore a project', answer: Lived })
remove(of, deleteProject, { summary: 'Delete a project' })

export const projectRoutes = list
