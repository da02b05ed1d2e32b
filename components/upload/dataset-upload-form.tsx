'use client'
import { useId, useState } from 'react'
import { wordsOf } from '@/lib/format'
import { paths } from '@/lib/paths'
import { readProperties } from '@/lib/properties/read'
import { DatasetDescription } from '../dataset-description'
import { PropertiesField } from '../properties-field'
import { TagsField } from '../tags-field'
import { Field } from '../ui/field'
import type { Draft } from './register'
import { UploadFrame } from './upload-frame'
import { useRegistration } from './use-registration'

interface DatasetUploadFormProps {
  org: string
  dataset: string
  /** The name that the version may well get. */
  suggested: string
  /** The newest versions, whose files it may begin with. */
  versions: readonly string[]
}

/** A new version of a dataset from files of this computer. */
export function DatasetUploadForm(props: DatasetUploadFormProps) {
  const { org, dataset, suggested, versions } = props
  const id = useId()
  const [begins, setBegins] = useState(false)
  const registration = useRegistration<string>(paths.datasetRegistration(org, dataset), (version) =>
    paths.datasetVersion(org, dataset, version),
  )
  const errors = registration.failure?.fields ?? {}

  function submit(files: Draft['files'], form: FormData) {
    const field = (name: string) => String(form.get(name) ?? '')
    const read = readProperties(field('properties'))
    if (!read.ok) return registration.refuse(read.message, { fields: { properties: read.message } })
    registration.register({
      version: field('version').trim(),
      files,
      ...(field('from').trim() && { from: field('from').trim() }),
      description: field('description'),
      tags: wordsOf(field('tags')),
      properties: read.properties,
    })
  }

  return (
    <UploadFrame
      {...{ org, registration, submit }}
      button="Make version"
      partial={begins}
      cancelHref={paths.dataset(org, dataset)}
      shown={['version', 'from', 'description', 'tags', 'properties']}
    >
      <div className="flex max-w-3xl flex-col gap-5">
        <Field
          label="Name of the version"
          name="version"
          required
          maxLength={200}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          hint="Any text without a slash, such as v2 or 2026-11. It never changes."
          defaultValue={suggested}
          error={errors.version}
        />
        {versions.length > 0 && (
          <>
            <Field
              label="Begins with the files of"
              aside="optional"
              name="from"
              list={id}
              maxLength={200}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              hint="A version or an alias. Files of the same name take the place of its own."
              onChange={({ target }) => setBegins(target.value.trim() !== '')}
              error={errors.from}
            />
            <datalist id={id}>
              {versions.map((version) => (
                <option key={version} value={version} />
              ))}
            </datalist>
          </>
        )}
        <DatasetDescription rows={4} error={errors.description} />
        <TagsField errors={errors} />
        <PropertiesField defaultValue={undefined} errors={errors} />
      </div>
    </UploadFrame>
  )
}
