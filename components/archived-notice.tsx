import type { Ability } from '@/lib/view'
import type { FormAction } from './action-result'
import { RestoreForm } from './restore-form'
import { Notice } from './ui/notice'

interface ArchivedNoticeProps {
  /** What it is called in a sentence: "churn", "v3". */
  called: string
  /** What it means for it: which new things it does not take. */
  means: string
  restore: FormAction
  ability: Ability
}

/** Something is put away, and the way back for who may take it. */
export function ArchivedNotice({ called, means, restore, ability }: ArchivedNoticeProps) {
  const form = <RestoreForm restore={restore} ability={ability} of={called} />
  return (
    <div className="mb-6">
      <Notice kind="warning" {...(ability.ok ? { actions: form } : {})}>
        <span className="wrap-anywhere">{called}</span> is archived. {means}
      </Notice>
    </div>
  )
}
