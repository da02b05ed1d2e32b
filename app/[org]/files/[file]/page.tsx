import type { Metadata } from 'next'
import { cache } from 'react'
import { load } from '@/app/load'
import { requireCtx } from '@/app/session'
import { FileFacts } from '@/components/file-facts'
import { FileHolders } from '@/components/file-holders'
import { PropertySection } from '@/components/property-section'
import { PageHeader } from '@/components/shell/page-header'
import { ButtonLink } from '@/components/ui/button'
import { Columns } from '@/components/ui/columns'
import { DownloadIcon } from '@/components/ui/icons'
import { getFile } from '@/lib/files/get'
import { bytes } from '@/lib/format'
import { paths } from '@/lib/paths'

type FileParams = Promise<{ org: string; file: string }>

export async function generateMetadata({ params }: { params: FileParams }): Promise<Metadata> {
  const { org, file: id } = await params
  return { title: `${(await fileOf(org, id)).file.name} · Files` }
}

export default async function FilePage({ params }: { params: FileParams }) {
  const { org, file: id } = await params
  const { ctx, file } = await fileOf(org, id)
  return (
    <>
      <PageHeader
        title={file.name}
        trail={[{ href: paths.datasets(org), label: 'Datasets' }]}
        uri={file.uri}
        facts={<span>{bytes(file.size)}</span>}
        actions={
          <ButtonLink href={file.url} download>
            <DownloadIcon />
            Download
          </ButtonLink>
        }
      />
      <Columns
        main={
          <>
            <FileHolders org={org} file={file} />
            <PropertySection properties={file.properties} />
          </>
        }
        aside={<FileFacts org={org} file={file} now={ctx.now()} />}
      />
    </>
  )
}

/** Asked once for the title and the page. */
const fileOf = cache(async (org: string, datum: string) => {
  const ctx = await requireCtx(paths.datum(org, datum))
  return { ctx, file: await load(() => getFile(ctx, { org, datum })) }
})
