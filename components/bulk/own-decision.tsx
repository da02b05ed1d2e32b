'use client'
import { verdictsFrom } from '../review-outcome'
import type { ApprovalState } from '../state-badge'
import { Disclosure } from '../ui/disclosure'
import { Select, Textarea } from '../ui/field'
import { useBulk } from './bulk-context'
import { fields, type Verdict } from './read-form'

interface OwnDecisionProps {
  uri: string
  called: string
  state: ApprovalState
}

const verbs = {
  approve: 'Approve',
  reject: 'Reject',
  withdraw: 'Back to pending',
} as const satisfies Record<Verdict, string>

/** What is decided on one version, and a decision and a note of its own. */
export function OwnDecision({ uri, called, state }: OwnDecisionProps) {
  const { values, decisions } = useBulk()
  const decision = decisions?.get(uri)
  const own = values[fields.own(uri)] ?? ''
  const note = values[fields.note(uri)] ?? ''
  const options = [
    { value: '', label: 'As the choices say' },
    ...verdictsFrom[state].map((verdict) => ({ value: verdict, label: verbs[verdict] })),
    { value: 'leave', label: 'Leave' },
  ]
  return (
    <Disclosure
      open={Boolean(own || note)}
      summary={
        <>
          <span className={decision ? 'font-strong text-ink' : undefined}>
            {decision ? verbs[decision] : decisions ? 'Stays' : 'On its own…'}
          </span>
          <span className="sr-only"> {called}: decision and note of its own</span>
        </>
      }
    >
      <div className="flex w-44 flex-col gap-2 pb-1 sm:w-56">
        <Select
          label="Decision"
          name={fields.own(uri)}
          options={options}
          defaultValue={own}
          aria-label={`Decision on ${called}`}
        />
        <Textarea
          label="Note"
          name={fields.note(uri)}
          rows={2}
          maxLength={10_000}
          defaultValue={note}
          aria-label={`Note on ${called}`}
        />
      </div>
    </Disclosure>
  )
}
