'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { byButton, text } from '@/lib/action'
import { paths } from '@/lib/paths'
import { rulesOfForm } from '@/lib/policies/form'
import { setPolicy } from '@/lib/policies/set'
import { tryPolicy } from '@/lib/policies/try'

interface PolicyOf {
  org: string
  project?: string | undefined
  model?: string | undefined
}

const review = formAction(tryPolicy, read, (review) => review)

const save = formAction(setPolicy, read, ({ unchanged }, { org, ...of }): undefined => {
  refresh()
  redirect(paths.policy(org, of, { saved: unchanged ? 'same' : 'new' }))
})

/** Reviews or saves a policy; the button says which. */
export const send = byButton('by', { review, save })

function read(form: FormData, of: PolicyOf) {
  const sent = [...form].flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && !name.startsWith('$') ? [[name, value]] : [],
  )
  const expected = text(form, 'expected')
  return {
    ...of,
    ...rulesOfForm(sent),
    note: text(form, 'note'),
    ...(/^\d{1,9}$/.test(expected) && { expected: Number(expected) }),
  }
}
