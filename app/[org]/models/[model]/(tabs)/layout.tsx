import type { ReactNode } from 'react'
import { ModelHeader } from '@/components/model-header'
import { type ModelParams, modelIfSignedIn } from '../model'

interface Props {
  params: ModelParams
  children: ReactNode
}

/** What the pages of one model have in common. Its versions' own pages stand beside this, not in it. */
export default async function ModelLayout({ params, children }: Props) {
  const { org, model: slug } = await params
  const model = await modelIfSignedIn(org, slug)
  return (
    <>
      {model && <ModelHeader org={org} model={model} />}
      {children}
    </>
  )
}
