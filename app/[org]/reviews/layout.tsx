import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { ReviewSkeleton } from '@/components/review-skeleton'

export default function ReviewsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<ReviewSkeleton />}>{children}</Arrival>
}
