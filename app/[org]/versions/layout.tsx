import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { ModelsHeader } from '@/components/models-header'
import { VersionsSkeleton } from '@/components/skeletons'

interface Props {
  params: Promise<{ org: string }>
  children: ReactNode
}

export default async function AllVersionsLayout({ params, children }: Props) {
  const { org } = await params
  const skeleton = (
    <>
      <ModelsHeader org={org} of="versions" />
      <VersionsSkeleton withModel />
    </>
  )
  return <Arrival skeleton={skeleton}>{children}</Arrival>
}
