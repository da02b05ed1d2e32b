import type { Metadata } from 'next'
import { cache } from 'react'
import { load } from '@/app/load'
import { requireCtx } from '@/app/session'
import { usedOf } from '@/app/used'
import { Dependents } from '@/components/dependents'
import { FileFacts } from '@/components/file-facts'
import { FileHolders } from '@/components/file-holders'
import { PropertySection } from '@/components/property-section'
import { RecallBanner } from '@/components/recall-banner'
import { PageHeader } from '@/components/shell/page-header'
import { ButtonLink } from '@/components/ui/button'
import { Columns } from '@/components/ui/columns'
import { DownloadIcon } from '@/components/ui/icons'
import { getFile } from '@/lib/files/get'
import type { Datum } from '@/lib/files/view'
import { bytes } from '@/lib/format'
import { paths } from '@/lib/paths'
import { parseUri } from '@/lib/uri'

type FileParams = Promise<{ org: string; file: string }>

export async function generateMetadata({ params }: { params: FileParams }): Promise<Metadata> {
  const { org, file: id } = await params
  return { title: `${(await fileOf(org, id)).file.name} · Files` }
}

export default async function FilePage({ params }: { params: FileParams }) {
  const { org, file: id } = await params
  const { ctx, file } = await fileOf(org, id)
  const used = await usedOf(ctx, org, file.uri)
  const now = ctx.now()
  return (
    <>
      <PageHeader
        title={file.name}
        trail={trailOf(org, file)}
        uri={file.uri}
        facts={<span>{bytes(file.size)}</span>}
        actions={
          <>
            <ButtonLink href={paths.lineage(org, { uri: file.uri })}>Lineage</ButtonLink>
            <ButtonLink href={paths.impact(org, file.uri)}>What depends on it</ButtonLink>
            <ButtonLink href={file.url} download>
              <DownloadIcon />
              Download
            </ButtonLink>
          </>
        }
      />
      <RecallBanner org={org} recalls={used.recalls} now={now} />
      <Columns
        main={
          <>
            <FileHolders org={org} file={file} />
            <Dependents
              org={org}
              uri={file.uri}
              impact={used.impact}
              uses={used.uses}
              besides={[...file.datasetVersions, ...file.versions]}
            />
            <PropertySection properties={file.properties} />
          </>
        }
        aside={<FileFacts org={org} file={file} now={now} />}
      />
    </>
  )
}

/** Up to the run that made it, else to the newest dataset version that holds it. */
function trailOf(org: string, { run, datasetVersions }: Datum) {
  const parsed = parseUri(run ?? datasetVersions[0] ?? '')
  if (parsed.ok && parsed.uri.kind === 'run') {
    const { project, number } = parsed.uri
    return [
      { href: paths.project(org, project), label: project },
      { href: paths.run(org, project, number), label: `#${number}` },
    ]
  }
  const datasets = { href: paths.datasets(org), label: 'Datasets' }
  if (!parsed.ok || parsed.uri.kind !== 'dataset' || parsed.uri.version === null) return [datasets]
  const { dataset, version } = parsed.uri
  return [
    datasets,
    { href: paths.dataset(org, dataset), label: dataset },
    { href: paths.datasetVersion(org, dataset, version), label: version },
  ]
}

/** Asked once for the title and the page. */
const fileOf = cache(async (org: string, datum: string) => {
  const ctx = await requireCtx(paths.datum(org, datum))
  return { ctx, file: await load(() => getFile(ctx, { org, datum })) }
})
