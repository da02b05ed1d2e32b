import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { OrganizationShell } from '../organization-shell'
import { currentCtx } from '../session'

interface Props {
  params: Promise<{ org: string }>
  children: ReactNode
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { org } = await params
  const ctx = await currentCtx()
  const { name } = ctx?.memberships.find(({ slug }) => slug === org) ?? { name: 'Model Hub' }
  return { title: { default: name, template: `%s · ${name}` } }
}

export default async function OrganizationLayout({ params, children }: Props) {
  const { org } = await params
  const ctx = await currentCtx()
  // The page sends whoever is not signed in to do so, since it knows where to come back to.
  if (!ctx) return children
  return (
    <OrganizationShell ctx={ctx} org={org}>
      {children}
    </OrganizationShell>
  )
}
