import { z } from 'zod'
import { mayDoOnModel } from '@/lib/access-report/may'
import { MayDo, Who } from '@/lib/access-report/view'
import { whoMayOnModel } from '@/lib/access-report/who'
import { getAlias, listAliases } from '@/lib/aliases/list'
import { listAliasMoves, moveAlias, removeAlias } from '@/lib/aliases/move'
import { AliasMove, ModelAlias, MovedAlias } from '@/lib/aliases/view'
import { grantModel } from '@/lib/grants/grant'
import { listModelAccess } from '@/lib/grants/queries'
import { revokeModel } from '@/lib/grants/revoke'
import { Access, Grant } from '@/lib/grants/view'
import { getAliasThen, listAliasesThen } from '@/lib/history/aliases'
import { nowOrThen } from '@/lib/history/now-or-then'
import { withReceiptOfCause } from '@/lib/history/proof'
import { PastAlias, ProvenAlias } from '@/lib/history/view'
import { Lived } from '@/lib/life/commands'
import { createModel } from '@/lib/models/create'
import { modelFacets } from '@/lib/models/facets'
import { archiveModel, deleteModel, restoreModel } from '@/lib/models/life'
import { getModel, listModels } from '@/lib/models/queries'
import { updateModel } from '@/lib/models/update'
import { Model, ModelWithAbilities } from '@/lib/models/view'
import { Facets } from '@/lib/search/facets'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, act, put, patch, remove } = routes()
const aliases = '/:org/models/:model/aliases'

get('/:org/models', listModels, { summary: 'List models', answer: pageOf(Model) })
get('/:org/models/facets', modelFacets, {
  summary: 'Count what there is among models',
  answer: Facets,
})
post('/:org/models', createModel, { summary: 'Create a model', answer: Model })
get('/:org/models/:model', getModel, { summary: 'Get a model', answer: ModelWithAbilities })
patch('/:org/models/:model', updateModel, { summary: 'Edit a model', answer: Model })
act('/:org/models/:model/archive', archiveModel, { summary: 'Archive a model', answer: Lived })
act('/:org/models/:model/restore', restoreModel, { summary: 'Restore a model', answer: Lived })
remove('/:org/models/:model', deleteModel, { summary: 'Delete a model' })
get('/:org/models/:model/access', listModelAccess, {
  summary: 'List who sees a model',
  answer: pageOf(Access),
})
get('/:org/models/:model/access/who', whoMayOnModel, {
  summary: 'Who may do something to a model, and through what',
  answer: Who,
})
get('/:org/models/:model/access/may', mayDoOnModel, {
  summary: 'What a member may do to a model, and through what',
  answer: MayDo,
})
post('/:org/models/:model/access', grantModel, {
  summary: 'Give a member, a team or a service account a role on a model',
  answer: Grant,
})
remove('/:org/models/:model/access/:id', revokeModel, { summary: 'Take a role on a model back' })
get(aliases, nowOrThen(listAliases, listAliasesThen), {
  summary: 'List the aliases of a model, as they stand or stood',
  answer: pageOf(z.union([PastAlias, ModelAlias])),
})
get(`${aliases}/:alias`, nowOrThen(getAlias, getAliasThen), {
  summary: 'Get an alias, as it stands or stood',
  answer: z.union([ProvenAlias, ModelAlias]),
  add: withReceiptOfCause,
})
put(`${aliases}/:alias`, moveAlias, { summary: 'Move an alias', answer: MovedAlias })
remove(`${aliases}/:alias`, removeAlias, { summary: 'Remove an alias' })
get(`${aliases}/:alias/history`, listAliasMoves, {
  summary: 'Where an alias pointed, latest first',
  answer: pageOf(AliasMove),
})

export const modelRoutes = list
