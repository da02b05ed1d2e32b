import type { Impact, ImpactItem, Uses } from '@/lib/lineage/view'
import { paths } from '@/lib/paths'
import { nodeKindOf } from './impact-table'
import { NodeState } from './lineage/node-state'
import { Section } from './ui/section'
import { TextLink } from './ui/text-link'
import { Uri } from './uri'
import { UsedBy } from './used-by'

interface DependentsProps {
  org: string
  /** The dataset version or file that it is about. */
  uri: string
  /** The first of what depends on it. */
  impact: Impact
  uses: Uses
  /** What the page names elsewhere. */
  besides?: readonly string[]
}

/** What depends on data: aliases and versions first, and the way to all of it. */
export function Dependents({ org, uri, impact, uses, besides = [] }: DependentsProps) {
  const items = impact.items.filter((item) => !besides.includes(item.uri))
  const all = paths.impact(org, uri)
  return (
    <Section title="Used by" aside={uses.runs > 0 && <UsedBy uses={uses} href={all} />}>
      {items.length > 0 ? (
        <ul className="flex flex-col border-t border-line">
          {items.map((item) => (
            <Dependent key={`${item.kind} ${item.uri}`} org={org} item={item} />
          ))}
        </ul>
      ) : (
        <p className="text-ink-2">
          {besides.length > 0 ? 'Nothing besides so far.' : 'Nothing so far: no run took it.'}
        </p>
      )}
      {impact.nextCursor && (
        <p className="text-ink-2">
          And more: <TextLink href={all}>all that depends on it</TextLink>
        </p>
      )}
    </Section>
  )
}

function Dependent({ org, item }: { org: string; item: ImpactItem }) {
  const { uri, kind, state, owner } = item
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2">
      <Uri uri={uri} org={org} copy={false} />
      <NodeState kind={nodeKindOf(kind)} state={state} />
      {owner && <span className="ml-auto text-ink-2">{owner.name}</span>}
    </li>
  )
}
