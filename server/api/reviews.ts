import { listReviews } from '@/lib/reviews/inbox'
import { cancelRequest, requestReview } from '@/lib/reviews/request'
import { listRequests } from '@/lib/reviews/requests'
import { ReviewItem, ReviewRequests } from '@/lib/reviews/view'
import { Checks, getChecks } from '@/lib/versions/checks'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, remove } = routes()
const of = '/:org/models/:model/versions/:version'

get('/:org/reviews', listReviews, {
  summary: 'What waits for you, what you asked for, what is to be reviewed again',
  answer: pageOf(ReviewItem),
})
get(`${of}/checks`, getChecks, {
  summary: 'What the policy asks of a version, and how it stands',
  answer: Checks,
})
get(`${of}/reviewers`, listRequests, {
  summary: 'Who is asked for a review',
  answer: ReviewRequests,
})
post(`${of}/reviewers`, requestReview, {
  summary: 'Ask people or teams for a review',
  answer: ReviewRequests,
})
remove(`${of}/reviewers/:id`, cancelRequest, { summary: 'Take a request back' })

export const reviewRoutes = list
