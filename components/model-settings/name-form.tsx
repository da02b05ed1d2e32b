'use client'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'
import { NameField, SlugField } from '../name-fields'

interface NameFormProps {
  name: string
  slug: string
  /** Reads `name` and `slug` from the form. */
  save: FormAction
}

/** What a model is called by people, and by jobs. */
export function NameForm({ name, slug, save }: NameFormProps) {
  return (
    <ActionForm action={save} button="Save name" saved="Saved." shown={['name', 'slug']}>
      {(failure) => (
        <>
          <NameField defaultValue={failure?.values?.name ?? name} error={failure?.fields?.name} />
          <SlugField
            required
            hint={
              <>
                What jobs call it by:{' '}
                <code className="font-mono wrap-anywhere">model://{slug}/</code>. A slug that it had
                keeps leading here, and no other model gets it.
              </>
            }
            defaultValue={failure?.values?.slug ?? slug}
            error={failure?.fields?.slug}
          />
        </>
      )}
    </ActionForm>
  )
}
