import type { Failure } from './action-result'
import { Notice } from './ui/notice'

/**
 * Why a form was refused, where no field of it is to blame; `shown` are the fields that say it themselves,
 * also for one of several things in them: `tags` for `tags.2`.
 */
export function FormFailure({
  failure,
  shown,
}: {
  failure: Failure | null
  shown: readonly string[]
}) {
  if (!failure) return null
  const told = Object.keys(failure.fields ?? {}).some(
    (field) => shown.includes(field) || shown.includes(headOf(field)),
  )
  if (told) return null
  return (
    <div tabIndex={-1} data-failure="" className="outline-none">
      <Notice kind="error">{failure.message}</Notice>
    </div>
  )
}

const headOf = (field: string) => field.replace(/\..*$/, '')
