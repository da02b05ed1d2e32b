import { createComment } from '@/lib/comments/create'
import { deleteComment } from '@/lib/comments/delete'
import { listMentionable } from '@/lib/comments/mentionable'
import {
  listCommentRevisions,
  listModelComments,
  listVersionComments,
} from '@/lib/comments/queries'
import { updateComment } from '@/lib/comments/update'
import { Comment, CommentRevision, MentionableList } from '@/lib/comments/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, patch, remove } = routes()
const model = '/:org/models/:model'

get(`${model}/comments`, listModelComments, {
  summary: 'List comments on a model and its versions',
  answer: pageOf(Comment),
})
post(`${model}/comments`, createComment, { summary: 'Comment on a model', answer: Comment })
get(`${model}/versions/:version/comments`, listVersionComments, {
  summary: 'List comments on a version',
  answer: pageOf(Comment),
})
post(`${model}/versions/:version/comments`, createComment, {
  summary: 'Comment on a version',
  answer: Comment,
})
get(`${model}/mentionable`, listMentionable, {
  summary: 'List who can be mentioned',
  answer: MentionableList,
})
patch('/:org/comments/:id', updateComment, { summary: 'Edit a comment', answer: Comment })
remove('/:org/comments/:id', deleteComment, { summary: 'Delete a comment' })
get('/:org/comments/:id/revisions', listCommentRevisions, {
  summary: 'List what a comment said before',
  answer: pageOf(CommentRevision),
})

export const commentRoutes = list
