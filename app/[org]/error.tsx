'use client'
import { PageFailure, type PageFailureProps } from '@/components/page-failure'

/** Within an organization the way around stays. */
export default function ErrorInOrganization(props: PageFailureProps) {
  return <PageFailure {...props} />
}
