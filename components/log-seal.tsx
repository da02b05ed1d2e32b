import type { LogStatus } from '@/lib/audit/log/queries'
import { count, exactTime, plural } from '@/lib/format'
import type { Preferences } from '@/lib/preferences/kinds'
import type { FormAction } from './action-result'
import { type Checked, VerifyForm } from './verify-form'

interface LogSealProps {
  org: string
  status: LogStatus
  /** How far the person has checked it before. */
  verified: Preferences['activity.verified']
  verify: FormAction<Checked>
}

/** How far the log is sealed, how far it was verified, and the button that verifies it now. */
export function LogSeal({ org, status, verified, verify }: LogSealProps) {
  const { size, sealedAt, waiting, head } = status
  return (
    <section aria-label="The sealed log" className="flex flex-col gap-2 pb-4">
      <p className="text-ink-2">
        {size === 0 || !head || !sealedAt ? (
          'Nothing is sealed yet. That takes less than a second as a rule.'
        ) : (
          <>
            Sealed up to event {count(size - 1)}, head <code className="font-mono">{head}</code>, on{' '}
            {exactTime(sealedAt)}.{' '}
            {waiting > 0 && `${plural(waiting, 'event waits', 'events wait')} to be sealed. `}
            {verified
              ? `You verified it up to event ${count(verified.size - 1)}, head ${verified.head}, on ${exactTime(verified.at)}.`
              : 'You have not verified it yet.'}
          </>
        )}
      </p>
      {size > 0 && <VerifyForm org={org} verify={verify} />}
    </section>
  )
}
