import { paths } from '@/lib/paths'
import type { Ability } from '@/lib/view'
import type { FormAction } from './action-result'
import { ArchiveForm, DeleteForm } from './life-forms'
import type { LifeKind } from './life-words'
import { RestoreForm } from './restore-form'
import { LockIcon } from './ui/icons'
import { Section } from './ui/section'
import { WhyNot } from './why-not'

interface LifePanelProps {
  org: string
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
  const { org, kind, name, uri, life, archive, restore, remove, abilities } = props
  const first = life === 'live' ? abilities.archive : abilities.restore
  const verb = life === 'live' ? 'archive' : 'restore'
  const reasons = new Map([
    ...(abilities.delete.ok ? [] : [[abilities.delete.reason, 'delete'] as const]),
    ...(first.ok ? [] : [[first.reason, verb] as const]),
  ])
  const why = (of: 'archive' | 'restore' | 'delete') => paths.why(org, `${kind}.${of}`, uri)
  return (
    <Section title={life === 'live' ? 'Archive or delete' : 'Restore or delete'}>
      <div data-screen-only="" className="flex flex-col gap-1">
        {first.ok &&
          (life === 'live' ? (
            <ArchiveForm kind={kind} uri={uri} archive={archive} />
          ) : (
            <RestoreForm
              restore={restore}
              ability={first}
              why={why('restore')}
              of={`this ${kind}`}
            />
          ))}
        {abilities.delete.ok && <DeleteForm kind={kind} name={name} uri={uri} remove={remove} />}
        {[...reasons].map(([reason, of]) => (
          <p key={reason} className="flex gap-1.5 text-ink-2">
            <LockIcon className="mt-0.5" />
            <span>
              {reason} <WhyNot href={why(of)} />
            </span>
          </p>
        ))}
      </div>
    </Section>
  )
}
