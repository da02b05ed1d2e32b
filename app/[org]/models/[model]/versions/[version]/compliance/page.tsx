import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { load } from '@/app/load'
import { requireCtx } from '@/app/session'
import { siteUrl } from '@/app/site-url'
import { ComplianceReport } from '@/components/compliance/report'
import { PrintButton } from '@/components/print-button'
import { PageHeader } from '@/components/shell/page-header'
import { ButtonLink } from '@/components/ui/button'
import { getCompliance } from '@/lib/compliance/queries'
import { exactTime } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { VersionParams } from '../version'

const complianceOf = cache(async (org: string, model: string, version: string) => {
  const ctx = await requireCtx(
    `${paths.versions(org, model)}/${encodeURIComponent(version)}/compliance`,
  )
  return { ctx, told: await load(() => getCompliance(ctx, { org, model, version })) }
})

export async function generateMetadata({ params }: { params: VersionParams }): Promise<Metadata> {
  const { org, model, version } = await params
  const { told } = await complianceOf(org, model, version)
  return { title: `Compliance · ${told.modelName} v${told.version.version}` }
}

export default async function CompliancePage({ params }: { params: VersionParams }) {
  const { org, model: slug, version: asked } = await params
  const [{ ctx, told }, baseUrl] = await Promise.all([complianceOf(org, slug, asked), siteUrl()])
  const { modelName, preparedAt } = told
  const { model, version: number, uri } = told.version
  if (model !== slug || asked !== `v${number}`) redirect(paths.compliance(org, model, number))
  return (
    <>
      <PageHeader
        title={`Compliance of ${modelName} v${number}`}
        trail={[
          { href: paths.models(org), label: 'Models' },
          { href: paths.model(org, model), label: modelName },
          { href: paths.version(org, model, number), label: `v${number}` },
        ]}
        uri={uri}
        facts={`As ${ctx.actor.name} may see it, on ${exactTime(preparedAt)}.`}
        actions={
          <>
            <ButtonLink href={paths.complianceJson(org, model, number)} download>
              As JSON
            </ButtonLink>
            <PrintButton />
          </>
        }
      />
      <ComplianceReport org={org} told={told} baseUrl={baseUrl} />
    </>
  )
}
