import { z } from 'zod'
import { type SearchParams, search } from '@/app/search'
import { PageHeader } from '@/components/shell/page-header'
import { paths } from '@/lib/paths'
import { type ModelParams, modelTitle } from '../../model'
import { cardOf } from '../card'
import { BlockEditor } from '../editor'

const newSearch = z.object({ title: z.string().max(200), category: z.string().max(100) })

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `New block · ${name}`)
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function NewBlockPage({ params, searchParams }: Props) {
  const { org, model: slug } = await params
  const { title, category } = await search(searchParams, newSearch)
  const { model, card, trail } = await cardOf(org, slug, (at) =>
    paths.newCardBlock(org, at, { title, category }),
  )
  const block = { category: category ?? '', title: title ?? '', body: '' }
  return (
    <>
      <PageHeader title="New block" trail={trail} />
      <BlockEditor org={org} model={model} card={card} id={null} block={block} />
    </>
  )
}
