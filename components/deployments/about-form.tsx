'use client'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'
import { Textarea } from '../ui/field'
import { FollowsOption } from './follows-option'

interface AboutFormProps {
  description: string
  follows: boolean
  /** Reads `description` and `follows`. */
  save: FormAction
}

/** What a deployment is for, and whether it moves by itself. */
export function AboutForm({ description, follows, save }: AboutFormProps) {
  return (
    <ActionForm action={save} button="Save" saved="Saved." shown={['description', 'follows']}>
      {(failure) => {
        const { fields = {}, values } = failure ?? {}
        return (
          <>
            <Textarea
              label="Description"
              aside="optional"
              name="description"
              rows={3}
              hint="Which application asks for it, and who looks after that."
              defaultValue={values?.description ?? description}
              error={fields.description}
            />
            <FollowsOption checked={values ? values.follows === 'yes' : follows} />
          </>
        )
      }}
    </ActionForm>
  )
}
