import type { Found } from '@/lib/find/view'
import { paths } from '@/lib/paths'
import { byKind } from './palette/entries'
import { isMeant, placesOf } from './palette/places'
import { PageHeader } from './shell/page-header'
import { isApprovalState, StateBadge } from './state-badge'
import { Button } from './ui/button'
import { Field } from './ui/field'
import { GetForm } from './ui/get-form'
import { Bar } from './ui/skeleton'
import { TextLink } from './ui/text-link'

interface FindFormProps {
  org: string
  q: string
}

/** Asks for anything by its name. */
export function FindForm({ org, q }: FindFormProps) {
  return (
    <search>
      <GetForm
        key={q}
        action={paths.find(org)}
        label="Find by name"
        className="flex flex-col gap-3 sm:flex-row sm:items-end"
      >
        <div className="min-w-0 flex-1">
          <Field
            label="Name"
            name="q"
            type="search"
            hint="Part of a name; churn v3, churn/production, credit/2024-q1; #12 of a run; or a URI."
            defaultValue={q}
            maxLength={200}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
          />
        </div>
        <Button kind="primary" className="h-9">
          Find
        </Button>
      </GetForm>
    </search>
  )
}

interface FoundListProps extends FindFormProps {
  /** Without a text: what was changed last. */
  found: readonly Found[]
}

/** What the text may mean, each kind under its name: the palette as a page. */
export function FoundList({ org, q, found }: FoundListProps) {
  const places = q === '' ? [] : placesOf(org).filter((place) => isMeant(place, q))
  const groups = [
    ...(q === ''
      ? [{ title: 'Changed last', entries: byKind(found)[0]?.entries ?? [] }]
      : byKind(found)),
    {
      title: 'Pages',
      entries: places.map(({ title, href }) => ({ id: href, title, href, detail: '', state: '' })),
    },
  ].filter(({ entries }) => entries.length > 0)
  if (groups.length === 0)
    return (
      <p className="border-y border-line py-4 text-ink-2">
        {q === '' ? (
          'There is nothing yet.'
        ) : (
          <>
            Nothing is called “{q}”.{' '}
            <TextLink href={paths.models(org, { q })}>Filter the models</TextLink> by it: that looks
            into their cards and tags too.
          </>
        )}
      </p>
    )
  return (
    <div className="flex flex-col gap-6">
      {groups.map(({ title, entries }) => (
        <section key={title} aria-label={title}>
          <h2 className="border-b border-line pb-1 text-prose">{title}</h2>
          <ul>
            {entries.map(({ id, title: name, href = '', detail, state }) => (
              <li
                key={id}
                data-row=""
                className="flex min-h-9 flex-wrap items-center gap-x-3 border-b border-line py-1.5 pointer-coarse:min-h-11"
              >
                <TextLink href={href} quiet className="font-strong">
                  {name}
                </TextLink>
                <span className="min-w-0 flex-1 text-ink-2">{detail}</span>
                {state &&
                  (isApprovalState(state) ? (
                    <StateBadge state={state} />
                  ) : (
                    <span className="text-ink-2">{state}</span>
                  ))}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

export function FindSkeleton() {
  return (
    <>
      <PageHeader title="Find" />
      <div className="flex max-w-3xl flex-col gap-2 pt-24" aria-hidden="true">
        {[40, 56, 32, 48, 44].map((width) => (
          <div key={width} className="flex h-9 items-center border-b border-line">
            <Bar width={`${width}%`} />
          </div>
        ))}
      </div>
    </>
  )
}
