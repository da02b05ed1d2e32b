import type { Metadata } from 'next'
import { z } from 'zod'
import { loadIfAllowed } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { ConfirmForm } from '@/components/confirm-form'
import { MappingForm } from '@/components/group-mappings/mapping-form'
import { MappingTable } from '@/components/group-mappings/mapping-table'
import { PageHeader } from '@/components/shell/page-header'
import { ButtonLink } from '@/components/ui/button'
import { NotAllowed, NothingYet } from '@/components/ui/empty'
import { Notice } from '@/components/ui/notice'
import { Section } from '@/components/ui/section'
import { env } from '@/lib/env'
import { listGroupMappings } from '@/lib/group-mappings/queries'
import type { GroupMapping } from '@/lib/group-mappings/view'
import { paths, withSearch } from '@/lib/paths'
import { remove, save } from './actions'

export const metadata: Metadata = { title: 'Groups' }

const groupSearch = z.object({ add: z.string(), change: z.string() })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function GroupMappingsPage({ params, searchParams }: Props) {
  const { org } = await params
  const { add, change } = await search(searchParams, groupSearch)
  const address = paths.groupMappings(org)
  const ctx = await requireCtx(withSearch(address, { add, change }))
  const found = await loadIfAllowed(() => listGroupMappings(ctx, { org }))
  if (!found.ok) return <Refused org={org} reason={found.reason} />
  const { items } = found.value
  const changed = items.find(({ group }) => group === change)
  return (
    <>
      <PageHeader
        title="Groups"
        facts="What belonging to a group of the sign-in provider gives, from the next sign-in of each person."
        actions={<ButtonLink href={withSearch(address, { add: 'group' })}>Add a group</ButtonLink>}
      />
      <div className="flex flex-col gap-8">
        {!env().oidc && (
          <Notice kind="warning">
            This hub has no sign-in provider, so groups give nothing yet. Whoever runs it sets
            HUB_OIDC_ISSUER.
          </Notice>
        )}
        {(add || changed) && <Task org={org} mapping={changed} />}
        {items.length > 0 ? (
          <MappingTable
            mappings={items}
            changeHref={(group) => paths.groupMappings(org, { change: group })}
          />
        ) : (
          !add && (
            <NothingYet>
              Groups appear here, with the roles and teams that they give. What is given by hand
              stays as it is.
            </NothingYet>
          )
        )}
      </div>
    </>
  )
}

function Task({ org, mapping }: { org: string; mapping: GroupMapping | undefined }) {
  const address = paths.groupMappings(org)
  return (
    <Section title={mapping ? `What ${mapping.group} gives` : 'Add a group'}>
      <div className="flex max-w-xl flex-col gap-5">
        <MappingForm
          key={mapping?.group}
          save={save.bind(null, { org })}
          mapping={mapping}
          cancelHref={address}
        />
        {mapping && (
          <ConfirmForm
            action={remove.bind(null, { org, group: mapping.group })}
            label="Remove the mapping"
            of={mapping.group}
            warning="Who has roles or teams by this group loses them at their next sign-in."
            confirm="Remove the mapping"
          />
        )}
      </div>
    </Section>
  )
}

function Refused({ org, reason }: { org: string; reason: string }) {
  return (
    <>
      <PageHeader title="Groups" />
      <NotAllowed
        title="You cannot see what groups give"
        reason={reason}
        whoCan="Admins of the organization map groups."
        why={paths.why(org, 'group_mapping.list')}
      />
    </>
  )
}
