import type { ReactNode } from 'react'
import { load } from '@/app/load'
import { currentCtx } from '@/app/session'
import { ArchivedNotice } from '@/components/archived-notice'
import { ModelHeader } from '@/components/model-header'
import { getModelUses } from '@/lib/lineage/uses'
import { paths } from '@/lib/paths'
import { type ModelParams, modelIfThere } from '../model'
import { restore } from './actions'

interface Props {
  params: ModelParams
  children: ReactNode
}

/**
 * What the pages of one model have in common; they say themselves where there is none. Its versions' own
 * pages stand beside this, not in it.
 */
export default async function ModelLayout({ params, children }: Props) {
  const { org, model: slug } = await params
  const [model, ctx] = await Promise.all([modelIfThere(org, slug), currentCtx()])
  const uses =
    ctx && model
      ? await load(() => getModelUses(ctx, { org, model: model.slug }))
      : { runs: 0, serving: [], stop: { ok: true as const } }
  return (
    <>
      {model && <ModelHeader org={org} model={model} uses={uses} />}
      {model?.life === 'archived' && (
        <ArchivedNotice
          called={model.slug}
          means="It takes no new versions, decisions or aliases."
          restore={restore.bind(null, { org, model: model.slug })}
          ability={model.abilities.restore}
          why={paths.why(org, 'model.restore', model.uri)}
        />
      )}
      {children}
    </>
  )
}
