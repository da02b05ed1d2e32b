import type { RecallNotice } from '@/lib/lineage/view'
import { paths } from '@/lib/paths'
import { Time } from './time'
import { Notice } from './ui/notice'
import { TextLink } from './ui/text-link'
import { UriText } from './uri'

interface RecallBannerProps {
  org: string
  /** Those that reach it and hold now. */
  recalls: readonly RecallNotice[]
  now: Date
  className?: string
}

/** Says that something depends on recalled data, why that was recalled, and where to read more. */
export function RecallBanner({ org, recalls, now, className = 'mb-6' }: RecallBannerProps) {
  if (recalls.length === 0) return null
  return (
    <div className={`flex flex-col gap-2 ${className}`}>
      {recalls.map(({ id, uri, reason, by, at, itself }) => (
        <Notice key={id} kind="warning">
          <strong>Recalled.</strong>{' '}
          {itself ? (
            <>{by} recalled this </>
          ) : (
            <>
              It depends on <Recalled org={org} uri={uri} />, which {by} recalled{' '}
            </>
          )}
          <Time at={at} now={now} />: <span className="whitespace-pre-line">{reason}</span>
        </Notice>
      ))}
    </div>
  )
}

function Recalled({ org, uri }: { org: string; uri: string | null }) {
  if (!uri) return 'something that you cannot see'
  return (
    <TextLink href={paths.impact(org, uri)} className="font-mono">
      <UriText uri={uri} />
    </TextLink>
  )
}
