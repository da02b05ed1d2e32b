import { paths } from '@/lib/paths'
import type { VersionItem } from '@/lib/versions/view'
import { AliasChips } from './alias-chips'
import { ApprovalBadges } from './life-badge'
import { StateBadge } from './state-badge'
import { Time } from './time'
import { TextLink } from './ui/text-link'

interface VersionHistoryProps {
  org: string
  versions: readonly VersionItem[]
  now: Date
  latest: number | null
  /** The aliases that the policy protects. */
  locked?: readonly string[]
}

/** The last few versions beside a model's card: number, state, when, and the reason if there is one. */
export function VersionHistory({ org, versions, now, latest, locked = [] }: VersionHistoryProps) {
  return (
    <ol className="flex flex-col border-t border-line">
      {versions.map((item) => (
        <li key={item.version} className="border-b border-line py-2">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <TextLink
              href={paths.version(org, item.model, item.version)}
              quiet
              className="min-w-6 font-strong"
            >
              v{item.version}
            </TextLink>
            <StateBadge state={item.state} />
            <ApprovalBadges approval={item.approval} />
            <AliasChips
              names={[...(latest === item.version ? ['latest'] : []), ...item.aliases]}
              hrefOf={(name) => paths.modelAlias(org, item.model, name)}
              locked={locked}
            />
            <span className="ml-auto text-ink-2">
              <Time at={item.createdAt} now={now} />
            </span>
          </div>
          {(item.decision?.note || item.note) && (
            <p className="mt-1 line-clamp-2 text-ink-2">{item.decision?.note || item.note}</p>
          )}
        </li>
      ))}
    </ol>
  )
}
