import { grouped } from '@/lib/cards/blocks'
import type { Card } from '@/lib/cards/view'
import { paths } from '@/lib/paths'
import type { FormAction } from '../action-result'
import { ConfirmForm } from '../confirm-form'
import { PressForm } from '../press-form'
import { ButtonLink } from '../ui/button'
import { NothingYet } from '../ui/empty'
import { TextLink } from '../ui/text-link'

interface ArrangeProps {
  org: string
  model: string
  card: Card
  move: (block: string, direction: 'up' | 'down') => FormAction
  remove: (block: string) => FormAction
}

/** Every block of a card, also those that are not shown, and their order. */
export function Arrange({ org, model, card, move, remove }: ArrangeProps) {
  const { blocks } = card
  const [first, last] = [blocks[0]?.id, blocks.at(-1)?.id]
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      {blocks.length === 0 && <NothingYet>The card has no blocks yet.</NothingYet>}
      {grouped(blocks).map((group) => (
        <section key={group.category} aria-label={group.category || 'Without a category'}>
          {group.category && (
            <h2 className="pb-1 font-regular text-ink-2 wrap-anywhere">{group.category}</h2>
          )}
          <ol className="border-t border-line">
            {group.blocks.map(({ id, title, body }) => (
              <li
                key={id}
                className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-b border-line py-2"
              >
                <div className="min-w-0 flex-1 basis-48 py-1">
                  <TextLink
                    href={paths.cardBlock(org, model, id)}
                    className="font-strong wrap-anywhere"
                  >
                    {title}
                  </TextLink>
                  {body === '' && (
                    <p className="text-ink-2">Not shown: nothing is written in it.</p>
                  )}
                  <ConfirmForm
                    action={remove(id)}
                    label="Remove"
                    of={title}
                    warning="The block leaves the card. It stays in the history, from where it can be brought back."
                    confirm={`Remove ${title}`}
                  />
                </div>
                <div className="flex gap-2">
                  <PressForm action={move(id, 'up')} label={`Move ${title} up`} off={id === first}>
                    Up
                  </PressForm>
                  <PressForm
                    action={move(id, 'down')}
                    label={`Move ${title} down`}
                    off={id === last}
                  >
                    Down
                  </PressForm>
                </div>
              </li>
            ))}
          </ol>
        </section>
      ))}
      <div className="flex flex-wrap gap-2">
        <ButtonLink href={paths.newCardBlock(org, model)}>Add block</ButtonLink>
        <ButtonLink href={paths.model(org, model)}>Done</ButtonLink>
      </div>
    </div>
  )
}
