import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { ProjectSkeleton } from '@/components/skeletons'

export default function ProjectLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<ProjectSkeleton />}>{children}</Arrival>
}
