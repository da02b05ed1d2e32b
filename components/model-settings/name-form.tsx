'use client'
import type { FormAction } from '../action-result'
import { SettingForm } from '../setting-form'
import { Field } from '../ui/field'

interface NameFormProps {
  name: string
  slug: string
  /** Reads `name` and `slug` from the form. */
  save: FormAction
}

/** What a model is called by people, and by jobs. */
export function NameForm({ name, slug, save }: NameFormProps) {
  return (
    <SettingForm save={save} button="Save name" saved="Saved." shown={['name', 'slug']}>
      {(failure) => (
        <>
          <Field
            label="Name"
            name="name"
            required
            maxLength={200}
            autoComplete="off"
            defaultValue={failure?.values?.name ?? name}
            error={failure?.fields?.name}
          />
          <Field
            label="Slug"
            name="slug"
            required
            maxLength={96}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
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
    </SettingForm>
  )
}
