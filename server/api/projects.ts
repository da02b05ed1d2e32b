import { createProject } from '@/lib/projects/create'
import { getProject, listProjects } from '@/lib/projects/queries'
import { updateProject } from '@/lib/projects/update'
import { Project, ProjectWithAbilities } from '@/lib/projects/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, patch } = routes()

get('/:org/projects', listProjects, { summary: 'List projects', answer: pageOf(Project) })
post('/:org/projects', createProject, { summary: 'Create a project', answer: Project })
get('/:org/projects/:project', getProject, {
  summary: 'Get a project',
  answer: ProjectWithAbilities,
})
patch('/:org/projects/:project', updateProject, { summary: 'Edit a project', answer: Project })

export const projectRoutes = list
