'use client'
import { useState } from 'react'
import { wordsOf } from '@/lib/format'
import { paths } from '@/lib/paths'
import { readMetrics, readParams } from './pairs'
import type { Draft } from './register'
import { UploadFrame } from './upload-frame'
import { useRegistration } from './use-registration'
import { type Pairs, VersionFields } from './version-fields'

interface UploadFormProps {
  org: string
  model: string
}

/** A new version of a model from files of this computer. */
export function UploadForm({ org, model }: UploadFormProps) {
  const registration = useRegistration<number>(paths.registration(org, model), (version) =>
    paths.version(org, model, version),
  )
  const { failure, refuse, register } = registration
  const [pairs, setPairs] = useState<Pairs>({ metrics: [], params: [] })
  const metrics = readMetrics(pairs.metrics)
  const params = readParams(pairs.params)

  function submit(files: Draft['files'], form: FormData) {
    if (metrics.problems.size + params.problems.size > 0)
      return refuse('Correct the metrics and parameters that say why first.')
    register({
      files,
      metrics: metrics.values,
      params: params.values,
      tags: wordsOf(String(form.get('tags'))),
      note: String(form.get('note')),
    })
  }

  return (
    <UploadFrame
      {...{ org, registration, submit }}
      button="Register version"
      cancelHref={paths.model(org, model)}
      shown={['note', 'tags']}
    >
      <VersionFields
        pairs={pairs}
        change={(part) => setPairs({ ...pairs, ...part })}
        // A row is let be written to its end; what is wrong is said once it was sent.
        problems={
          failure && !failure.early
            ? { metrics: metrics.problems, params: params.problems }
            : { metrics: none, params: none }
        }
        errors={failure?.fields ?? {}}
      />
    </UploadFrame>
  )
}

const none: ReadonlyMap<number, string> = new Map()
