'use client'
import type { ApprovalState } from '../state-badge'
import { useBulk } from './bulk-context'
import { fields } from './read-form'

interface PickBoxProps {
  uri: string
  /** What people call the version: "churn v3". */
  called: string
  state: ApprovalState
}

/** Tells the form of a version, and picks it for approval where it is not approved. */
export function PickBox({ uri, called, state }: PickBoxProps) {
  const { values } = useBulk()
  return (
    <>
      <input type="hidden" name={fields.version} value={uri} />
      <input type="hidden" name={fields.state(uri)} value={state} />
      {state !== 'approved' && (
        <label className="-my-1.5 flex size-6 items-center justify-center pointer-coarse:size-11">
          <input
            type="checkbox"
            name={fields.pick(uri)}
            value="yes"
            defaultChecked={values[fields.pick(uri)] === 'yes'}
            className="size-4 accent-(--ink) pointer-coarse:size-6"
          />
          <span className="sr-only">Approve {called}</span>
        </label>
      )}
    </>
  )
}
