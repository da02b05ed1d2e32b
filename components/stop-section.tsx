import { paths } from '@/lib/paths'
import type { RunWithAbilities } from '@/lib/runs/view'
import type { FormAction } from './action-result'
import { StopForm } from './stop-form'
import { Disclosure } from './ui/disclosure'
import { LockIcon } from './ui/icons'
import { Section } from './ui/section'
import { WhyNot } from './why-not'

interface StopSectionProps {
  org: string
  run: RunWithAbilities
  stop: FormAction
}

/** The way to end a run that is under way, or why not. */
export function StopSection({ org, run, stop }: StopSectionProps) {
  const { state, stopRequested, abilities } = run
  if (state !== 'running' && state !== 'queued') return null
  return (
    <Section title="Stop">
      {stopRequested ? (
        <p className="text-ink-2">It was asked to stop and has not ended yet.</p>
      ) : abilities.stop.ok ? (
        <Disclosure summary="Stop this run">
          <StopForm stop={stop} />
        </Disclosure>
      ) : (
        <p className="flex gap-1.5 text-ink-2">
          <LockIcon className="mt-0.5" />
          <span>
            {abilities.stop.reason} <WhyNot href={paths.why(org, 'run.stop', run.uri)} />
          </span>
        </p>
      )}
    </Section>
  )
}
