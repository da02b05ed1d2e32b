import type { Ability } from '@/lib/view'
import type { FormAction } from './action-result'
import { ArchiveForm, DeleteForm } from './life-forms'
import type { LifeKind } from './life-words'
import { RestoreForm } from './restore-form'
import { LockIcon } from './ui/icons'
import { Section } from './ui/section'

interface LifePanelProps {
  kind: LifeKind
  /** What must be typed to delete it. */
  name: string
  uri: string
  life: 'live' | 'archived'
  /** Reads `note` and `force` from the form. */
  archive: FormAction
  restore: FormAction
  /** Reads `name`, `note` and `force` from the form. */
  remove: FormAction
  abilities: { archive: Ability; restore: Ability; delete: Ability }
}

/**
 * Archive, restore and delete. What still holds the thing is shown after a refusal, with the way to do it
 * all the same. Works as plain forms before hydration.
 */
export function LifePanel(props: LifePanelProps) {
  const { kind, name, uri, life, archive, restore, remove, abilities } = props
  const first = life === 'live' ? abilities.archive : abilities.restore
  const refused = [first, abilities.delete].flatMap((one) => (one.ok ? [] : [one.reason]))
  const reasons = [...new Set(refused)]
  return (
    <Section title={life === 'live' ? 'Archive or delete' : 'Restore or delete'}>
      <div data-screen-only="" className="flex flex-col gap-1">
        {first.ok &&
          (life === 'live' ? (
            <ArchiveForm kind={kind} uri={uri} archive={archive} />
          ) : (
            <RestoreForm restore={restore} ability={first} of={`this ${kind}`} />
          ))}
        {abilities.delete.ok && <DeleteForm kind={kind} name={name} uri={uri} remove={remove} />}
        {reasons.map((reason) => (
          <p key={reason} className="flex gap-1.5 text-ink-2">
            <LockIcon className="mt-0.5" />
            <span>{reason}</span>
          </p>
        ))}
      </div>
    </Section>
  )
}
