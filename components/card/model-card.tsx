import { grouped, overview } from '@/lib/cards/blocks'
import type { Card } from '@/lib/cards/view'
import { paths } from '@/lib/paths'
import type { Ability } from '@/lib/view'
import { EditLink } from '../edit-link'
import { Markdown } from '../markdown'
import { NothingYet } from '../ui/empty'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'
import { anchored } from './anchors'

interface ModelCardProps {
  org: string
  model: { slug: string; abilities: { update: Ability } }
  card: Card
}

/** What the model is for, in its owners' own words, block by block. */
export function ModelCard({ org, model, card }: ModelCardProps) {
  const { slug, abilities } = model
  const shown = anchored(card.blocks)
  const [only] = shown
  const alone = shown.length === 1 && only?.title === overview && only.category === ''
  return (
    <Section title="Model card" aside={<Ways org={org} model={model} card={card} />}>
      {shown.length > 4 && <Contents blocks={shown} />}
      {shown.length === 0 && (
        <NothingYet
          how={
            abilities.update.ok && (
              <TextLink href={paths.newCardBlock(org, slug, { title: overview })}>
                Write the model card
              </TextLink>
            )
          }
        >
          What the model is for, what it was trained on, where it fails and whom to ask stands here.
        </NothingYet>
      )}
      {alone && only ? (
        <Markdown text={only.body} org={org} level={3} />
      ) : (
        <div className="flex flex-col gap-6">
          {grouped(shown).map(({ category, blocks }) => (
            <div key={category} className="flex flex-col gap-6">
              {category && (
                <h3 className="-mb-3 border-b border-line pb-1 font-regular text-ink-2 wrap-anywhere">
                  {category}
                </h3>
              )}
              {blocks.map((block) => (
                <Block key={block.id} org={org} model={model} block={block} />
              ))}
            </div>
          ))}
        </div>
      )}
    </Section>
  )
}

interface BlockProps {
  org: string
  model: ModelCardProps['model']
  block: ReturnType<typeof anchored>[number]
}

function Block({ org, model, block }: BlockProps) {
  const { id, category, title, body, anchor } = block
  const Title = category ? 'h4' : 'h3'
  return (
    <section aria-labelledby={anchor} className="flex min-w-0 flex-col gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <Title id={anchor} className="min-w-0 scroll-mt-4 text-prose font-strong wrap-anywhere">
          <a href={`#${anchor}`} className="link-quiet">
            {title}
          </a>
        </Title>
        {model.abilities.update.ok && (
          <TextLink href={paths.cardBlock(org, model.slug, id)} quiet className="text-ink-2">
            Edit<span className="sr-only"> {title}</span>
          </TextLink>
        )}
      </div>
      <Markdown text={body} org={org} level={category ? 5 : 4} />
    </section>
  )
}

/** Leads to each of many blocks. */
function Contents({ blocks }: { blocks: readonly { title: string; anchor: string }[] }) {
  return (
    <nav aria-label="Contents of the card">
      <ul className="mb-2 flex flex-wrap gap-x-4 gap-y-1">
        {blocks.map(({ title, anchor }) => (
          <li key={anchor} className="min-w-0">
            <a href={`#${anchor}`} className="link wrap-anywhere">
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Where the card is written, arranged and compared with what it was. */
function Ways({ org, model, card }: ModelCardProps) {
  const { slug, abilities } = model
  const { blocks, revision } = card
  const [first] = blocks
  const why = paths.why(org, 'card.update', `model://${slug}/`)
  return (
    <span className="flex flex-wrap gap-x-4 gap-y-1">
      {blocks.length === 1 && first ? (
        <EditLink
          href={paths.cardBlock(org, slug, first.id)}
          may={abilities.update}
          why={why}
          label="Edit card"
        />
      ) : (
        <EditLink href={paths.card(org, slug)} may={abilities.update} why={why} label="Arrange" />
      )}
      {abilities.update.ok && <TextLink href={paths.newCardBlock(org, slug)}>Add block</TextLink>}
      {revision > 0 && (
        <TextLink href={paths.cardHistory(org, slug)}>
          History<span className="sr-only"> of the card</span>
        </TextLink>
      )}
    </span>
  )
}
