import type { SavedViews } from '@/lib/preferences/kinds'
import type { FormAction } from './action-result'
import { ConfirmForm } from './confirm-form'
import { Disclosure } from './ui/disclosure'
import { TextLink } from './ui/text-link'
import { RenameViewForm, SaveViewForm } from './view-forms'

interface ActivityViewsProps {
  shipped: SavedViews
  own: SavedViews
  /** The search of the page as it stands in the address. */
  query: string
  /** The address of the log with a search. */
  addressOf: (query: string) => string
  save: FormAction
  rename: (name: string) => FormAction
  remove: (name: string) => FormAction
}

/** Searches of the log that have names: those that everybody has, and the person's own. */
export function ActivityViews(props: ActivityViewsProps) {
  const { shipped, own, query, addressOf, save, rename, remove } = props
  return (
    <div data-screen-only="" className="flex flex-wrap items-start gap-x-6 gap-y-1">
      <nav aria-label="Views">
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {[...shipped, ...own].map(({ name, query: of }) => (
            <li key={`${name} ${of}`} className="min-w-0 max-w-full pointer-coarse:py-2.5">
              <TextLink
                href={addressOf(of)}
                quiet
                className={of === query ? 'font-strong text-ink' : 'text-ink-2'}
              >
                {name}
                {of === query && <span className="sr-only"> (shown)</span>}
              </TextLink>
            </li>
          ))}
        </ul>
      </nav>
      <Disclosure summary={own.length > 0 ? 'Save or change views' : 'Save as a view'}>
        <div className="flex max-w-xl flex-col gap-4 pb-2">
          <SaveViewForm save={save} />
          {own.map(({ name }) => (
            <section key={name} aria-label={name} className="flex flex-col gap-2">
              <RenameViewForm name={name} rename={rename(name)} />
              <ConfirmForm
                action={remove(name)}
                label="Delete"
                of={name}
                warning="The view goes; no event does."
                confirm="Delete view"
              />
            </section>
          ))}
        </div>
      </Disclosure>
    </div>
  )
}
