'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { defineMetric } from '@/lib/metrics/define'
import { paths } from '@/lib/paths'

interface Ref {
  org: string
  key: string
  q: string | undefined
  cursor: string | undefined
}

/** Says what a metric means, and leads back to the list. */
export const define = formAction(
  defineMetric,
  (form, { org, key }: Ref) => ({
    org,
    key,
    // The command says of anything else what is wrong with it.
    direction: (text(form, 'direction') || null) as 'lower' | 'higher' | null,
    unit: text(form, 'unit'),
  }),
  (_, { org, q, cursor }) => {
    refresh()
    redirect(paths.metrics(org, { q, cursor }))
  },
)
