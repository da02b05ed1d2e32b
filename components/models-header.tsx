import type { ReactNode } from 'react'
import { paths } from '@/lib/paths'
import { PageHeader } from './shell/page-header'

interface ModelsHeaderProps {
  org: string
  of: 'models' | 'versions'
  /** The filter of one list holds for the other. */
  q?: string | undefined
  actions?: ReactNode
}

/** The head of the two lists of everything: models, and the versions of all of them. */
export function ModelsHeader({
  org,
  of,
  q,
  actions = <span className="h-8" />,
}: ModelsHeaderProps) {
  return (
    <PageHeader
      title={of === 'models' ? 'Models' : 'Versions'}
      actions={actions}
      tabs={[
        { href: paths.models(org, { q }), label: 'Models' },
        { href: paths.allVersions(org, { q }), label: 'Versions' },
      ]}
    />
  )
}
