import { approveVersion, rejectVersion, withdrawVersion } from '@/lib/versions/decide'
import { getVersion, listReviews, listVersions } from '@/lib/versions/queries'
import { registerVersion } from '@/lib/versions/register'
import { updateVersion } from '@/lib/versions/update'
import { ReviewItem, Version, VersionItem } from '@/lib/versions/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, act, patch } = routes()
const of = '/:org/models/:model/versions'

get(of, listVersions, { summary: 'List versions', answer: pageOf(VersionItem) })
post(of, registerVersion, { summary: 'Register a version', answer: Version })
get(`${of}/:version`, getVersion, { summary: 'Get a version', answer: Version })
patch(`${of}/:version`, updateVersion, { summary: 'Edit note and tags', answer: Version })
act(`${of}/:version/approve`, approveVersion, { summary: 'Approve', answer: Version })
act(`${of}/:version/reject`, rejectVersion, { summary: 'Reject', answer: Version })
act(`${of}/:version/withdraw`, withdrawVersion, { summary: 'Withdraw', answer: Version })
get('/:org/reviews', listReviews, { summary: 'What waits', answer: pageOf(ReviewItem) })

export const versionRoutes = list
