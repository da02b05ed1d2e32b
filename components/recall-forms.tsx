'use client'
import { useActionState } from 'react'
import type { StopChoice } from '@/lib/deployments/where-serving'
import type { Ability } from '@/lib/view'
import type { FormAction } from './action-result'
import { StopThere } from './deployments/stop-there'
import { FormFailure } from './form-failure'
import { Button } from './ui/button'
import { Disclosure } from './ui/disclosure'
import { Textarea } from './ui/field'
import { useFailureFocus } from './use-failure-focus'
import { WhyNot } from './why-not'

interface RecallFormProps {
  /** Reads `reason` and the box `stop` from the form. */
  recall: FormAction
  ability: Ability
  /** By `paths.why()`. */
  why: string
  /** Said with the word to those who hear the page: which one. */
  of: string
  /** What will follow. */
  warning: string
  org: string
  /** Where that which it reaches serves now. */
  serving: StopChoice
}

/** Says that something is bad, and why; whoever may not reads the reason. */
export function RecallForm(props: RecallFormProps) {
  const { org, recall, ability, why, of, warning, serving } = props
  const { failure, submit, busy, form } = useForm(recall)
  if (!ability.ok)
    return (
      <Button disabledReason={ability.reason} why={why}>
        Recall
      </Button>
    )
  return (
    <form
      // A refused form comes back as it was sent.
      key={JSON.stringify(failure)}
      ref={form}
      action={submit}
      noValidate
      data-screen-only=""
      className="max-w-[68ch] min-w-0"
    >
      <Disclosure
        summary={
          <>
            Recall<span className="sr-only"> {of}</span>
          </>
        }
        open={failure !== null}
      >
        <div className="flex flex-col items-start gap-3">
          <FormFailure failure={failure} shown={['reason']} />
          <p>{warning}</p>
          <StopThere
            org={org}
            served={serving.served}
            called="What it reaches serves now:"
            may={serving.stop}
            checked={failure?.values?.stop === 'yes'}
          />
          <div className="w-full">
            <Textarea
              label="Reason"
              name="reason"
              hint="What is wrong with it, and what to do instead."
              maxLength={2000}
              rows={3}
              defaultValue={failure?.values?.reason}
              error={failure?.fields?.reason}
            />
          </div>
          <Button kind="danger" busy={busy}>
            Recall it
          </Button>
        </div>
      </Disclosure>
    </form>
  )
}

interface LiftFormProps {
  /** Reads `reason` from the form. */
  lift: FormAction
  ability: Ability
  /** By `paths.why()`. */
  why: string
  /** Which recall: its URI. */
  of: string
}

/** Takes a recall back, with the reason if there is one to tell. */
export function LiftForm({ lift, ability, why, of }: LiftFormProps) {
  const { failure, submit, busy, form } = useForm(lift)
  if (!ability.ok)
    return (
      <p className="text-ink-2">
        {ability.reason} <WhyNot href={why} />
      </p>
    )
  return (
    <form
      key={JSON.stringify(failure)}
      ref={form}
      action={submit}
      className="flex min-w-0 flex-col gap-2"
    >
      <FormFailure failure={failure} shown={['reason']} />
      <Disclosure
        summary={
          <>
            Lift<span className="sr-only"> the recall of {of}</span>
          </>
        }
        open={failure !== null}
      >
        <div className="flex flex-col items-start gap-3">
          <div className="w-full">
            <Textarea
              label="Reason"
              name="reason"
              hint="Why it may be used again."
              maxLength={2000}
              rows={2}
              defaultValue={failure?.values?.reason}
              error={failure?.fields?.reason}
            />
          </div>
          <Button busy={busy}>Lift the recall</Button>
        </div>
      </Disclosure>
    </form>
  )
}

function useForm(action: FormAction) {
  const [result, submit, busy] = useActionState(action, null)
  const failure = result && !result.ok ? result : null
  return { failure, submit, busy, form: useFailureFocus(failure) }
}
