import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { ProjectsSkeleton } from '@/components/settings-skeletons'

export default function ProjectsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<ProjectsSkeleton />}>{children}</Arrival>
}
