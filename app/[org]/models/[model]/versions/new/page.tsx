import { load } from '@/app/load'
import { siteUrl } from '@/app/site-url'
import { pushing } from '@/components/current-version'
import { OwnRuns } from '@/components/own-runs'
import { PageHeader } from '@/components/shell/page-header'
import { Columns } from '@/components/ui/columns'
import { NotAllowed } from '@/components/ui/empty'
import { UploadForm } from '@/components/upload/upload-form'
import { FromTerminal, UploadNeedsScript } from '@/components/upload-elsewhere'
import { paths } from '@/lib/paths'
import { listOwnRuns } from '@/lib/runs/own'
import { type ModelParams, modelOf, modelTitle } from '../../model'

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `New version · ${name}`)
}

export default async function NewVersionPage({ params }: { params: ModelParams }) {
  const { org, model: slug } = await params
  const { ctx, model } = await modelOf(org, slug, (at) => paths.newVersion(org, at))
  const { register } = model.abilities
  const header = (
    <PageHeader
      title="New version"
      uri={model.uri}
      trail={[
        { href: paths.models(org), label: 'Models' },
        { href: paths.model(org, slug), label: model.name },
      ]}
    />
  )
  if (!register.ok)
    return (
      <>
        {header}
        <NotAllowed
          title="You cannot register a version here"
          reason={register.reason}
          whoCan={
            model.life === 'live'
              ? 'An admin of the organization gives roles.'
              : 'A maintainer of the model can restore it.'
          }
          why={paths.why(org, 'version.register', model.uri)}
        />
      </>
    )
  const runs = await load(() => listOwnRuns(ctx, { org, model: slug }))
  const baseUrl = await siteUrl()
  return (
    <>
      {header}
      <Columns
        main={
          <>
            <UploadNeedsScript commands={pushing(baseUrl, slug)} />
            <UploadForm org={org} model={slug} />
          </>
        }
        aside={
          <>
            <OwnRuns org={org} model={slug} runs={runs} now={ctx.now()} />
            <FromTerminal commands={pushing(baseUrl, slug)} />
          </>
        }
      />
    </>
  )
}
