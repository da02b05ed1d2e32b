import type { ActionResult } from './action-result'
import { Notice } from './ui/notice'

/** Why a form was refused, where no field of it is to blame; `shown` are the fields that say it themselves. */
export function FormFailure({
  failure,
  shown,
}: {
  failure: Extract<ActionResult, { ok: false }> | null
  shown: readonly string[]
}) {
  if (!failure) return null
  const told = Object.keys(failure.fields ?? {}).some((field) => shown.includes(field))
  if (told) return null
  return (
    <div tabIndex={-1} data-failure="" className="outline-none">
      <Notice kind="error">{failure.message}</Notice>
    </div>
  )
}
