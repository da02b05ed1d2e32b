import { Lived } from '@/lib/life/commands'
import { getVersionReproduction } from '@/lib/runs/reproduction'
import { Reproduction } from '@/lib/runs/reproduction-view'
import { Facets } from '@/lib/search/facets'
import { archiveMany } from '@/lib/versions/archive-many'
import { rejectVersion, withdrawVersion } from '@/lib/versions/decide'
import { decideMany } from '@/lib/versions/decide-many'
import { approveOrOverride } from '@/lib/versions/decided'
import { versionFacets } from '@/lib/versions/facets'
import { archiveVersion, deleteVersion, restoreVersion } from '@/lib/versions/life'
import { getVersion, listVersions } from '@/lib/versions/queries'
import { DecidedResults, DecidedVersion, withReceipt, withReceipts } from '@/lib/versions/receipts'
import { registerVersion } from '@/lib/versions/register'
import { Results } from '@/lib/versions/result'
import { searchVersions } from '@/lib/versions/search'
import { tagMany } from '@/lib/versions/tag-many'
import { updateVersion } from '@/lib/versions/update'
import { FoundVersion, Version, VersionItem } from '@/lib/versions/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, act, patch, remove } = routes()
const of = '/:org/models/:model/versions'

get('/:org/versions', searchVersions, {
  summary: 'Search the versions of all models',
  answer: pageOf(FoundVersion),
})
get('/:org/versions/facets', versionFacets, {
  summary: 'Count what there is among versions',
  answer: Facets,
})
get(of, listVersions, { summary: 'List versions', answer: pageOf(VersionItem) })
post(of, registerVersion, { summary: 'Register a version', answer: Version })
get(`${of}/:version`, getVersion, { summary: 'Get a version', answer: Version })
patch(`${of}/:version`, updateVersion, { summary: 'Edit note and tags', answer: Version })
get(`${of}/:version/reproduction`, getVersionReproduction, {
  summary: 'Get what it takes to make it again',
  answer: Reproduction,
})
act(`${of}/:version/approve`, approveOrOverride, {
  summary: 'Approve',
  answer: DecidedVersion,
  add: withReceipt,
})
act(`${of}/:version/reject`, rejectVersion, {
  summary: 'Reject',
  answer: DecidedVersion,
  add: withReceipt,
})
act(`${of}/:version/withdraw`, withdrawVersion, {
  summary: 'Withdraw',
  answer: DecidedVersion,
  add: withReceipt,
})
act(`${of}/:version/archive`, archiveVersion, { summary: 'Archive a version', answer: Lived })
act(`${of}/:version/restore`, restoreVersion, { summary: 'Restore a version', answer: Lived })
remove(`${of}/:version`, deleteVersion, { summary: 'Delete a version' })
act('/:org/decisions', decideMany, {
  summary: 'Decide on several versions, each as if alone',
  answer: DecidedResults,
  add: withReceipts,
})
act('/:org/tags', tagMany, {
  summary: 'Tag several versions, each as if alone',
  answer: Results,
})
act('/:org/archivals', archiveMany, {
  summary: 'Archive several versions, each as if alone',
  answer: Results,
})
export const versionRoutes = list
