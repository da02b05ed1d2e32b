import 'server-only'
import { BlockForm } from '@/components/card/block-form'
import { MayNotWrite } from '@/components/card/may-not-write'
import { suggestedTitles } from '@/components/card/titles'
import type { Card } from '@/lib/cards/view'
import type { ModelWithAbilities } from '@/lib/models/view'
import { paths } from '@/lib/paths'
import { editBlock } from './actions'

interface BlockEditorProps {
  org: string
  model: ModelWithAbilities
  card: Card
  /** Null for one that is about to be made. */
  id: string | null
  block: { category: string; title: string; body: string }
}

/** The form of one block with what it needs to know of the card. */
export function BlockEditor({ org, model, card, id, block }: BlockEditorProps) {
  const { slug, abilities } = model
  const { blocks, revision } = card
  if (!abilities.update.ok)
    return <MayNotWrite org={org} model={slug} reason={abilities.update.reason} />
  return (
    <BlockForm
      {...{ org, block, revision }}
      categories={[...new Set(blocks.map(({ category }) => category).filter(Boolean))]}
      titles={suggestedTitles(blocks.map(({ title }) => title))}
      edit={editBlock.bind(null, { org, model: slug, block: id })}
      imagesUrl={paths.images(org, slug)}
      cancelHref={paths.model(org, slug)}
      changesHref={paths.cardHistory(org, slug)}
    />
  )
}
