import type { Metadata } from 'next'
import { z } from 'zod'
import { load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { FieldTable } from '@/components/fields/field-table'
import { PageHeader } from '@/components/shell/page-header'
import { Button, ButtonLink } from '@/components/ui/button'
import { NothingYet } from '@/components/ui/empty'
import { listFields } from '@/lib/fields/queries'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { place } from './actions'
import { FieldTask } from './task'

export const metadata: Metadata = { title: 'Fields' }

const fieldSearch = z.object({ add: z.string(), change: z.string() })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function FieldsPage({ params, searchParams }: Props) {
  const { org } = await params
  const { add, change } = await search(searchParams, fieldSearch)
  const ctx = await requireCtx(paths.fields(org, { add, change }))
  const { items } = await load(() => listFields(ctx, { org }))
  const may = await load(async () => abilitiesIn(ctx, org, 'field.define', 'field.remove'))
  const defines = may['field.define']
  const changed = items.find(({ key }) => key === change)
  return (
    <>
      <PageHeader
        title="Fields"
        actions={
          defines.ok ? (
            <ButtonLink href={paths.fields(org, { add: 'field' })}>Define a field</ButtonLink>
          ) : (
            <Button disabledReason={defines.reason} why={paths.why(org, 'field.define')}>
              Define a field
            </Button>
          )
        }
      />
      <p className="mb-5 max-w-[68ch] text-ink-2">
        What every model of the organization says of itself: shown on its page, editable by its
        contributors, and a term of the filter language, such as{' '}
        <code className="font-mono">field.{items[0]?.key ?? 'risk'}:…</code>
      </p>
      {defines.ok && (add || changed) && <FieldTask org={org} field={changed} />}
      {items.length === 0 ? (
        <NothingYet>
          No field is defined yet. A risk class, the team that answers for a model or a link to its
          ticket are good beginnings.
        </NothingYet>
      ) : (
        <FieldTable
          fields={items}
          edit={
            defines.ok
              ? {
                  hrefOf: (key) => paths.fields(org, { change: key }),
                  place: (key, position) => place.bind(null, { org, key, position }),
                }
              : null
          }
        />
      )}
    </>
  )
}
