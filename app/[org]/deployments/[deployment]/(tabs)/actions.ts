'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import type { DeploymentRef } from '@/lib/deployments/find'
import { restoreDeployment } from '@/lib/deployments/life'
import { rollbackDeployment } from '@/lib/deployments/rollback'
import { paths } from '@/lib/paths'

/** Puts an earlier split in force again, then shows it. */
export const rollback = formAction(
  rollbackDeployment,
  (form, ref: DeploymentRef & { to: number }) => ({ ...ref, note: text(form, 'note') }),
  (_, { org, deployment }): undefined => redirect(paths.deployment(org, deployment)),
)

/** Brings an archived deployment back, from any of its pages. */
export const restore = formAction(restoreDeployment, (_, ref: DeploymentRef) => ref)
