import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { FileSkeleton } from '@/components/dataset-skeletons'

export default function FileLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<FileSkeleton />}>{children}</Arrival>
}
