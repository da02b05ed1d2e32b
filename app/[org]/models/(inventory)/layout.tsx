import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { ModelsHeader } from '@/components/models-header'
import { ModelsSkeleton } from '@/components/skeletons'

interface Props {
  params: Promise<{ org: string }>
  children: ReactNode
}

export default async function InventoryLayout({ params, children }: Props) {
  const { org } = await params
  const skeleton = (
    <>
      <ModelsHeader org={org} of="models" />
      <ModelsSkeleton />
    </>
  )
  return <Arrival skeleton={skeleton}>{children}</Arrival>
}
