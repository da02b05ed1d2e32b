import type { Metadata } from 'next'
import { cache } from 'react'
import { fromCursor, load } from '@/app/load'
import type { SearchParams } from '@/app/search'
import { search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { CommentPage } from '@/components/discussion/comment-page'
import { getComment, listCommentRevisions } from '@/lib/comments/queries'
import { paths } from '@/lib/paths'
import { edit, remove } from './actions'

type Params = Promise<{ org: string; comment: string }>

const commentOf = cache(async (org: string, id: string) => {
  const ctx = await requireCtx(paths.comment(org, id))
  return { ctx, comment: await load(() => getComment(ctx, { org, id })) }
})

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { org, comment: id } = await params
  const { author, modelName } = (await commentOf(org, id)).comment
  return { title: `Comment by ${author.name} · ${modelName}` }
}

export default async function Page(props: { params: Params; searchParams: SearchParams }) {
  const { org, comment: id } = await props.params
  const { ctx, comment } = await commentOf(org, id)
  const { cursor } = await search(
    props.searchParams,
    listCommentRevisions.input.pick({ cursor: true }),
  )
  const earlier = await load(() =>
    fromCursor(cursor, (from) => listCommentRevisions(ctx, { org, id, cursor: from, limit: 20 })),
  )
  const about = { org, id, model: comment.model, version: comment.version }
  return (
    <CommentPage
      {...{ org, comment, earlier, cursor }}
      edit={edit.bind(null, about)}
      remove={remove.bind(null, about)}
      now={ctx.now()}
    />
  )
}
