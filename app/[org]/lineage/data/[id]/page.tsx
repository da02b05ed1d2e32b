import type { Metadata } from 'next'
import { cache } from 'react'
import { load } from '@/app/load'
import { requireCtx } from '@/app/session'
import { OutsideDataView } from '@/components/outside/data-view'
import { getOutsideData } from '@/lib/lineage/openlineage/outside-data'
import { paths } from '@/lib/paths'

type Params = Promise<{ org: string; id: string }>

const dataOf = cache(async (org: string, id: string) => {
  const ctx = await requireCtx(paths.outsideData(org, id))
  return { ctx, data: await load(() => getOutsideData(ctx, { org, id })) }
})

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { org, id } = await params
  const { data } = await dataOf(org, id)
  return { title: `${data.name || data.uri} · Outside data` }
}

export default async function OutsideDataPage({ params }: { params: Params }) {
  const { org, id } = await params
  const { ctx, data } = await dataOf(org, id)
  return <OutsideDataView org={org} data={data} now={ctx.now()} />
}
