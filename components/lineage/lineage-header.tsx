import type { LineagePageNode } from '@/lib/lineage/view'
import { paths } from '@/lib/paths'
import { PageHeader } from '../shell/page-header'
import { ButtonLink } from '../ui/button'
import { KindIcon } from './kind-icon'
import { NodeState, RecalledMark } from './node-state'
import { kindOf } from './words'

/** What a page of lineage is about, how it stands, and the ways to its own page and to what depends on it. */
export function LineageHeader({
  org,
  node,
  impact = false,
}: {
  org: string
  node: LineagePageNode
  /** This is the page of what depends on it. */
  impact?: boolean
}) {
  const { uri, url, name, kind, state, recalled } = node
  return (
    <PageHeader
      title={impact ? `What depends on ${name}` : `Lineage of ${name}`}
      badge={
        <>
          <NodeState kind={kind} state={state} />
          {recalled && <RecalledMark />}
        </>
      }
      trail={[{ href: paths.lineage(org), label: 'Lineage' }]}
      uri={uri}
      facts={
        <span className="inline-flex items-center gap-1.5">
          <KindIcon kind={kind} />
          {kindOf(node)}
        </span>
      }
      actions={
        <>
          <ButtonLink href={url}>Its own page</ButtonLink>
          {impact ? (
            <ButtonLink href={paths.lineage(org, { uri })}>Lineage</ButtonLink>
          ) : (
            <ButtonLink href={paths.impact(org, uri)}>What depends on it</ButtonLink>
          )}
        </>
      }
    />
  )
}
