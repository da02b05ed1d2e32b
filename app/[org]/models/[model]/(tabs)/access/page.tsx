import { fromCursor, loadIfAllowed, loadIfThere } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { AccessReport } from '@/components/access-report/access-report'
import { askable, askedOf } from '@/lib/access-report/askable'
import { mayDoOnModel } from '@/lib/access-report/may'
import { whoMayOnModel } from '@/lib/access-report/who'
import { type AccessSearch, paths } from '@/lib/paths'
import { type ModelParams, modelOf, modelTitle } from '../../model'

const accessSearch = whoMayOnModel.input
  .pick({ can: true, version: true, cursor: true })
  .extend(mayDoOnModel.input.pick({ person: true }).shape)

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `Who may · ${name}`)
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function ModelAccessPage({ params, searchParams }: Props) {
  const { org, model: slug } = await params
  const asked = await search(searchParams, accessSearch)
  const { version, person } = asked
  const can = askedOf('model', asked.can) ?? 'version.approve'
  const addressOf = (of: AccessSearch) => paths.modelAccess(org, slug, of)
  const { ctx } = await modelOf(org, slug, (at) => paths.modelAccess(org, at, asked))
  const ref = { org, model: slug }
  const who = await loadIfAllowed(() =>
    fromCursor(asked.cursor, (cursor) => whoMayOnModel(ctx, { ...ref, can, version, cursor })),
  )
  const one =
    who.ok && person
      ? await loadIfThere(() => mayDoOnModel(ctx, { ...ref, person, version }))
      : null
  return (
    <AccessReport
      {...{ who, asked, addressOf }}
      actions={askable.model}
      versions
      person={one}
      whyHref={paths.why(org, 'model.access', `model://${slug}/`)}
    />
  )
}
