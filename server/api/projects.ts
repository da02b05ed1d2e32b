import { Lived } from '@/lib/life/commands'
import { createProject } from '@/lib/projects/create'
import { archiveProject, deleteProject, restoreProject } from '@/lib/projects/life'
import { getProject, listProjects } from '@/lib/projects/queries'
import { updateProject } from '@/lib/projects/update'
import { Project } from '@/lib/projects/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, act, patch, remove } = routes()
const of = '/:org/projects/:project'

get('/:org/projects', listProjects, { summary: 'List projects', answer: pageOf(Project) })
post('/:org/projects', createProject, { summary: 'Create a project', answer: Project })
get(of, getProject, { summary: 'Get a project', answer: Project })
patch(of, updateProject, { summary: 'Edit a project', answer: Project })
act(`${of}/archive`, archiveProject, { summary: 'Archive a project', answer: Lived })
act(`${of}/restore`, restoreProject, { summary: 'Restore a project', answer: Lived })
remove(of, deleteProject, { summary: 'Delete a project' })

export const projectRoutes = list
