'use server'

import { redirect } from 'next/navigation'
import { formAction, partAction } from '@/app/form-action'
import { byButton, text, withSent } from '@/lib/action'
import { diffRevision } from '@/lib/deployments/diff'
import type { DeploymentRef } from '@/lib/deployments/find'
import { splitIn } from '@/lib/deployments/form'
import { reviseDeployment } from '@/lib/deployments/revise'
import type { RevisionDiff } from '@/lib/deployments/view'
import { paths } from '@/lib/paths'

const asked = (form: FormData, ref: DeploymentRef) => ({
  ...ref,
  variants: splitIn(form),
  note: text(form, 'note'),
  reshuffle: text(form, 'reshuffle') === 'yes',
})

/** Tells what the split would change. */
const preview = partAction(diffRevision, asked, (diff) => diff)

/** Puts the split in force, then shows it. */
const revise = formAction(
  reviseDeployment,
  asked,
  (_, { org, deployment }): RevisionDiff => redirect(paths.deployment(org, deployment)),
)

/** What the button `do` says: `preview` or `revise`. */
export const submit = withSent(byButton('do', { preview, revise }))
