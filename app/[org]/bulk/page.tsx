import type { Metadata } from 'next'
import type { z } from 'zod'
import { load, loadIfFound } from '@/app/load'
import type { SearchParams } from '@/app/search'
import { requireCtx } from '@/app/session'
import { BulkView } from '@/components/bulk/bulk-view'
import { isList, meant } from '@/components/bulk/meant'
import { PageHeader } from '@/components/shell/page-header'
import { Notice } from '@/components/ui/notice'
import { paths, type VersionsOf } from '@/lib/paths'
import { mostAtOnce } from '@/lib/versions/at-once'
import { chosenVersions } from '@/lib/versions/chosen'
import { searchVersions } from '@/lib/versions/search'
import { archive, decide, tag } from './actions'
import { type BulkChoice, bulkChoice } from './bulk-search'

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

const titles = {
  decide: 'Decide on versions',
  tag: 'Tag versions',
  archive: 'Archive versions',
} as const

const deeds = [
  ['decide', 'Decide'],
  ['tag', 'Tag'],
  ['archive', 'Archive'],
] as const

const actions = { decide, tag, archive }

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: titles[bulkChoice(await searchParams).do] }
}

export default async function BulkPage({ params, searchParams }: Props) {
  const { org } = await params
  const choice = bulkChoice(await searchParams)
  const { v, whole, do: kind } = choice
  const search = { v, ...whole, do: kind }
  const ctx = await requireCtx(paths.bulk(org, search))
  const found = await loadIfFound(() =>
    // The query parses its input itself.
    urisOf(choice, (asked) => searchVersions(ctx, { org, ...asked } as SearchInput)),
  )
  const uris = found.ok ? found.value.uris : []
  const chosen = await load(() => chosenVersions(ctx, { org, uris }))
  const tabs = deeds.map(([deed, label]) => ({
    href: paths.bulk(org, { ...search, do: deed }),
    label,
    current: deed === kind,
  }))
  return (
    <>
      <PageHeader
        title={titles[kind]}
        facts={factsOf(choice, chosen.versions.length)}
        tabs={tabs}
      />
      <div className="flex flex-col gap-5">
        {!found.ok && <Notice kind="error">{found.reason}</Notice>}
        {found.ok && found.value.more && (
          <Notice kind="warning">
            More than {mostAtOnce} versions are meant; these are the first {mostAtOnce}. Once they
            are done, open this page again for the next.
          </Notice>
        )}
        {(found.ok || v.length > 0) && (
          <BulkView {...{ org, kind, search, chosen }} action={actions[kind].bind(null, { org })} />
        )}
      </div>
    </>
  )
}

type SearchInput = z.input<typeof searchVersions.input>

/** The versions that the address names, or else the first of the list that it means. */
async function urisOf(
  { v, whole, beyond }: BulkChoice,
  ask: (search: VersionsOf & { limit: number }) => ReturnType<typeof searchVersions>,
): Promise<{ uris: string[]; more: boolean }> {
  if (v.length > 0 || !isList(whole)) return { uris: [...v], more: beyond > 0 }
  const { items, nextCursor } = await ask({ ...whole, limit: mostAtOnce })
  return { uris: items.map(({ uri }) => uri), more: nextCursor !== null }
}

function factsOf({ v, whole }: BulkChoice, count: number) {
  if (v.length > 0) return `${count} ${meant({}, count)}`
  const counted = `${count} ${meant(whole, count)}`
  if (!whole.q) return counted
  return (
    <span className="min-w-0 wrap-anywhere">
      {counted} matching <code className="font-mono">{whole.q}</code>
    </span>
  )
}
