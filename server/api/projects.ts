import { grantProject } from '@/lib/grants/grant'
import { listProjectAccess } from '@/lib/grants/queries'
import { revokeProject } from '@/lib/grants/revoke'
import { Access, Grant } from '@/lib/grants/view'
import { createProject } from '@/lib/projects/create'
import { getProject, listProjects } from '@/lib/projects/queries'
import { updateProject } from '@/lib/projects/update'
import { Project, ProjectWithAbilities } from '@/lib/projects/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, patch, remove } = routes()

get('/:org/projects', listProjects, { summary: 'List projects', answer: pageOf(Project) })
post('/:org/projects', createProject, { summary: 'Create a project', answer: Project })
get('/:org/projects/:project', getProject, {
  summary: 'Get a project',
  answer: ProjectWithAbilities,
})
patch('/:org/projects/:project', updateProject, { summary: 'Edit a project', answer: Project })
get('/:org/projects/:project/access', listProjectAccess, {
  summary: 'List who has a role in a project',
  answer: pageOf(Access),
})
post('/:org/projects/:project/access', grantProject, {
  summary: 'Give a member a role in a project and on its models',
  answer: Grant,
})
remove('/:org/projects/:project/access/:id', revokeProject, {
  summary: 'Take a role in a project back',
})

export const projectRoutes = list
