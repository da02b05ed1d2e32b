import { z } from 'zod'
import { listGroupMappings } from '@/lib/group-mappings/queries'
import { removeGroupMapping, setGroupMapping } from '@/lib/group-mappings/set'
import { GroupMapping } from '@/lib/group-mappings/view'
import { routes } from './router'

const { list, get, put, remove } = routes()

get('/:org/group-mappings', listGroupMappings, {
  summary: 'List what groups of the sign-in provider give',
  answer: z.object({ items: z.array(GroupMapping) }),
})
put('/:org/group-mappings/:group', setGroupMapping, {
  summary: 'Say what a group of the sign-in provider gives',
  answer: GroupMapping,
})
remove('/:org/group-mappings/:group', removeGroupMapping, {
  summary: 'End what a group of the sign-in provider gives',
})

export const groupMappingRoutes = list
