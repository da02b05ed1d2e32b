import type { Ability } from '@/lib/view'
import type { FormAction } from './action-result'
import { RestoreForm } from './restore-form'
import { Notice } from './ui/notice'
import { WhyNot } from './why-not'

interface ArchivedNoticeProps {
  /** What it is called in a sentence: "churn", "v3". */
  called: string
  /** What it means for it: which new things it does not take. */
  means: string
  restore: FormAction
  ability: Ability
  /** By `paths.why()`. */
  why: string
}

/** Something is put away, and the way back for who may take it. */
export function ArchivedNotice({ called, means, restore, ability, why }: ArchivedNoticeProps) {
  const form = <RestoreForm {...{ restore, ability, why }} of={called} />
  return (
    <div className="mb-6">
      <Notice kind="warning" {...(ability.ok ? { actions: form } : {})}>
        <span className="wrap-anywhere">{called}</span> is archived. {means}{' '}
        {!ability.ok && <WhyNot href={why} />}
      </Notice>
    </div>
  )
}
