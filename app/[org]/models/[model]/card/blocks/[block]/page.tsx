import { notFound } from 'next/navigation'
import { PageHeader } from '@/components/shell/page-header'
import { Notice } from '@/components/ui/notice'
import { isId } from '@/lib/ids'
import { paths } from '@/lib/paths'
import { type ModelParams, modelTitle } from '../../../model'
import { cardOf } from '../../card'
import { BlockEditor } from '../../editor'

type Params = Promise<Awaited<ModelParams> & { block: string }>

export function generateMetadata({ params }: { params: Params }) {
  return modelTitle(params, (name) => `Edit block · ${name}`)
}

export default async function BlockPage({ params }: { params: Params }) {
  const { org, model: slug, block: id } = await params
  const { model, card, trail } = await cardOf(org, slug, (at) => paths.cardBlock(org, at, id))
  if (!isId(id)) notFound()
  const block = card.blocks.find((one) => one.id === id)
  return (
    <>
      <PageHeader title="Edit block" trail={trail} />
      {!block && (
        // Who is writing it meanwhile keeps the text.
        <div className="mb-5 max-w-3xl">
          <Notice kind="warning">
            This block is not on the card any more. Saving it puts it there again.
          </Notice>
        </div>
      )}
      <BlockEditor
        org={org}
        model={model}
        card={card}
        id={id}
        block={block ?? { category: '', title: '', body: '' }}
      />
    </>
  )
}
