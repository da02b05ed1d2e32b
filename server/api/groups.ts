import { createGroup } from '@/lib/groups/create'
import { finishGroup } from '@/lib/groups/finish'
import { getGroup, listGroups } from '@/lib/groups/queries'
import { Group, GroupItem } from '@/lib/groups/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, act } = routes()
const groups = '/:org/projects/:project/groups'

get(groups, listGroups, { summary: 'List tasks and pipelines', answer: pageOf(GroupItem) })
post(groups, createGroup, { summary: 'Start a task or pipeline', answer: Group })
get(`${groups}/:group`, getGroup, { summary: 'Get a task or pipeline', answer: Group })
act(`${groups}/:group/finish`, finishGroup, { summary: 'Finish a task or pipeline', answer: Group })

export const groupRoutes = list
