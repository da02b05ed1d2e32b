import type { Metadata } from 'next'
import { cache } from 'react'
import { load } from '@/app/load'
import { requireCtx } from '@/app/session'
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
import { getRecallNotices } from '@/lib/lineage/recalls'
import { getUses } from '@/lib/lineage/uses'
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
  const { uri } = file
  const [uses, recalls] = await Promise.all([
    load(() => getUses(ctx, { org, uri })),
    load(() => getRecallNotices(ctx, { org, uri })),
  ])
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
            <ButtonLink href={paths.lineage(org, { uri })}>Lineage</ButtonLink>
            <ButtonLink href={paths.impact(org, uri)}>What depends on it</ButtonLink>
            <ButtonLink href={file.url} download>
              <DownloadIcon />
              Download
            </ButtonLink>
          </>
        }
      />
      <RecallBanner org={org} recalls={recalls} now={now} />
      <Columns
        main={
          <>
            <FileHolders org={org} file={file} />
            <PropertySection properties={file.properties} />
          </>
        }
        aside={<FileFacts {...{ org, file, uses, now }} />}
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
