'use client'
import { type FormEvent, useActionState, useId, useState } from 'react'
import type { Uses } from '@/lib/lineage/view'
import type { Ability } from '@/lib/view'
import type { FormAction } from './action-result'
import { StopThere } from './deployments/stop-there'
import { FormFailure } from './form-failure'
import { NoteField } from './note-field'
import { type Standing, type Verdict, verdictsOf, whatFollows } from './review-outcome'
import { Button } from './ui/button'
import { FieldError } from './ui/field'
import { LockIcon } from './ui/icons'
import { TextLink } from './ui/text-link'
import { useFailureFocus } from './use-failure-focus'
import { WhyNot } from './why-not'

interface ReviewPanelProps {
  standing: Standing
  abilities: Record<Verdict, Ability>
  approvals: { needed: number; given: number }
  /** Where it serves now, and whether the reader may stop it there. */
  uses: Pick<Uses, 'serving' | 'stop'>
  org: string
  /** By `paths.why()`. */
  why: string
  /** Where one confirms that it is oneself, where that alone is wanting. */
  confirmHref: string | null
  /** Reads `verdict`, `note` and the box `stop` from the form. */
  decide: FormAction
}

const words = {
  approve: 'Approve',
  reject: 'Reject',
  withdraw: 'Back to pending',
} as const satisfies Record<Verdict, string>

/** The decision: a verdict, a note, and what will follow. Works as a plain form before hydration. */
export function ReviewPanel(props: ReviewPanelProps) {
  const { org, standing, abilities, approvals, uses, why, confirmHref, decide } = props
  const [result, submit, busy] = useActionState(decide, null)
  const failure = result && !result.ok ? result : null
  const form = useFailureFocus(result)
  const [sent, setSent] = useState<Record<string, string>>({})
  const values = { ...failure?.values, ...sent }
  const id = useId()

  // React empties a form after its action; a refused one comes back as it was sent.
  function keep(event: FormEvent<HTMLFormElement>) {
    const entries = [...new FormData(event.currentTarget)]
    setSent(Object.fromEntries(entries.map(([name, value]) => [name, String(value)])))
  }

  const verdicts = verdictsOf(standing)
  const takesBack = verdicts.some((verdict) => verdict !== 'approve' && abilities[verdict].ok)
  const reason = sharedReason(verdicts.map((verdict) => abilities[verdict]))
  return (
    <form ref={form} action={submit} onSubmit={keep} aria-label={`Decide on v${standing.version}`}>
      <fieldset
        aria-describedby={reason ? `${id}-reason` : undefined}
        className="flex flex-col gap-4"
      >
        <legend className="sr-only">Verdict</legend>
        {reason && (
          <p
            id={`${id}-reason`}
            className="flex gap-2 rounded-md border border-line-strong px-3 py-2"
          >
            <LockIcon className="mt-0.5 text-ink-2" />
            <span>
              {reason}{' '}
              {confirmHref ? (
                <TextLink href={confirmHref}>Confirm that it is you</TextLink>
              ) : (
                <WhyNot href={why} />
              )}
            </span>
          </p>
        )}
        <FormFailure failure={failure} shown={['verdict', 'note']} />
        <div className="flex flex-col gap-3">
          {verdicts.map((verdict) => (
            <Choice
              key={verdict}
              verdict={verdict}
              standing={standing}
              approvals={approvals}
              refusal={reason ? null : refusalOf(abilities[verdict])}
              disabled={!abilities[verdict].ok}
              chosen={values.verdict === verdict}
            />
          ))}
          {failure?.fields?.verdict && (
            <FieldError id={`${id}-verdict`}>{failure.fields.verdict}</FieldError>
          )}
        </div>
        {takesBack && (
          <StopThere
            org={org}
            served={uses.serving}
            called={`v${standing.version} serves now:`}
            may={uses.stop}
            checked={values.stop === 'yes'}
          />
        )}
        <NoteField
          aside={noteAside(standing)}
          rows={3}
          readOnly={reason !== null}
          defaultValue={values.note}
          error={failure?.fields?.note}
        />
        <div>
          <Button
            kind="primary"
            busy={busy}
            {...(reason ? { 'aria-disabled': true, type: 'button' } : {})}
            className={reason ? 'cursor-not-allowed opacity-40' : ''}
          >
            Record decision
          </Button>
        </div>
      </fieldset>
    </form>
  )
}

interface ChoiceProps {
  verdict: Verdict
  standing: Standing
  approvals: { needed: number; given: number }
  refusal: string | null
  disabled: boolean
  chosen: boolean
}

function Choice({ verdict, standing, approvals, refusal, disabled, chosen }: ChoiceProps) {
  const id = useId()
  const short = approvals.needed - approvals.given - 1
  return (
    <div className="flex items-start gap-2.5">
      <input
        type="radio"
        id={id}
        name="verdict"
        value={verdict}
        required
        defaultChecked={chosen}
        disabled={disabled}
        aria-describedby={`${id}-follows`}
        className="mt-0.5 size-4 shrink-0 accent-(--ink) pointer-coarse:size-6"
      />
      <div className="min-w-0">
        <label htmlFor={id} className={`font-strong ${disabled ? 'text-ink-2' : ''}`}>
          {wordOf(verdict, standing)}
        </label>
        <p id={`${id}-follows`} className="text-ink-2">
          {refusal ? (
            refusal
          ) : verdict === 'approve' && short > 0 ? (
            `Stays ${standing.again ? 'as it is' : 'pending'} until ${short} more ${short === 1 ? 'person approves' : 'people approve'}.`
          ) : verdict === 'approve' && standing.again ? (
            'The approval holds for what the version and its card say now.'
          ) : verdict === 'withdraw' && standing.own ? (
            'Your approval no longer counts; those of others stay.'
          ) : (
            <>
              <code className="font-mono">model://{standing.model}/latest</code>{' '}
              {whatFollows(verdict, standing)}
            </>
          )}
        </p>
      </div>
    </div>
  )
}

function wordOf(verdict: Verdict, { again, own }: Standing): string {
  if (verdict === 'approve' && again) return 'Approve again'
  if (verdict === 'withdraw' && own) return 'Take my approval back'
  return words[verdict]
}

function noteAside({ state, again, own }: Standing): string {
  if (again) return 'required unless you approve'
  if (own) return 'say why'
  return state === 'pending' ? 'required to reject' : 'say why'
}

function refusalOf(ability: Ability): string | null {
  return ability.ok ? null : ability.reason
}

/** The one reason when nothing may be decided at all; it then stands above the choices once. */
function sharedReason(abilities: readonly Ability[]): string | null {
  const reasons = abilities.map(refusalOf)
  return reasons.every((reason) => reason !== null) ? [...new Set(reasons)].join(' ') : null
}
