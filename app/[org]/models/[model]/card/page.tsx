import { Arrange } from '@/components/card/arrange'
import { MayNotWrite } from '@/components/card/may-not-write'
import { PageHeader } from '@/components/shell/page-header'
import { paths } from '@/lib/paths'
import { type ModelParams, modelTitle } from '../model'
import { moveBlock, removeBlock } from './actions'
import { cardOf } from './card'

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `Card · ${name}`)
}

export default async function CardPage({ params }: { params: ModelParams }) {
  const { org, model: slug } = await params
  const { model, card, trail } = await cardOf(org, slug, (at) => paths.card(org, at))
  const seen = { org, model: slug, revision: card.revision }
  return (
    <>
      <PageHeader title="Arrange the card" trail={trail} />
      {model.abilities.update.ok ? (
        <Arrange
          org={org}
          model={slug}
          card={card}
          move={(block, direction) => moveBlock.bind(null, { ...seen, block, direction })}
          remove={(block) => removeBlock.bind(null, { ...seen, block })}
        />
      ) : (
        <MayNotWrite org={org} model={slug} reason={model.abilities.update.reason} />
      )}
    </>
  )
}
