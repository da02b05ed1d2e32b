'use client'
import { useState } from 'react'
import { modelSlugProblem, slugFrom } from '@/lib/uri'
import { NameField, SlugField } from './name-fields'
import { UriText } from './uri'

interface NameAndSlugProps {
  values: Readonly<Record<string, string | undefined>>
  errors: Readonly<Record<string, string | undefined>>
  /** Why a slug is none for what is made. */
  problemOf?: (slug: string) => string | null
  /** How jobs name what is made. */
  uriOf?: (slug: string) => string
}

/** A name, and the slug that is made from it until another is written. The server decides. */
export function NameAndSlug(props: NameAndSlugProps) {
  const { values, errors, problemOf = modelSlugProblem, uriOf = modelUri } = props
  const [name, setName] = useState(values.name ?? '')
  const [written, write] = useState<string | null>(values.slug || null)
  const slug = written ?? slugFrom(name)
  const refused = slug === (values.slug ?? '') ? errors.slug : undefined
  const problem = slug === '' ? undefined : problemOf(slug)
  return (
    <>
      <NameField
        defaultValue={values.name}
        onChange={({ target }) => setName(target.value)}
        error={errors.name}
      />
      <SlugField
        hint={
          <>
            What jobs call it by. Left empty, it is made from the name.{' '}
            {slug !== '' && (
              <code className="font-mono wrap-anywhere text-ink">
                <UriText uri={uriOf(slug)} />
              </code>
            )}
          </>
        }
        value={slug}
        onChange={({ target }) => write(target.value)}
        onBlur={() => write(written || null)}
        error={refused ?? problem}
      />
    </>
  )
}

const modelUri = (slug: string) => `model://${slug}/`
