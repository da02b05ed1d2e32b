import type { LineageNode } from '@/lib/lineage/view'
import { KindIcon } from '../lineage/kind-icon'
import { NodeState, RecalledMark } from '../lineage/node-state'
import { kindWord } from '../lineage/words'
import { TextLink } from '../ui/text-link'
import { UriText } from '../uri'

interface NodeListProps {
  nodes: readonly (LineageNode & { external: boolean; recalled: boolean })[]
}

/** Things of the lineage one under the other, each leading to its page. */
export function NodeList({ nodes }: NodeListProps) {
  return (
    <ul className="flex flex-col border-t border-line">
      {nodes.map((node) => (
        <li
          key={node.id}
          className="flex min-h-9 min-w-0 flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-line py-1.5"
        >
          <span className="flex min-w-0 items-start gap-2">
            <KindIcon kind={node.kind} className="mt-0.5 text-ink-2" />
            <TextLink href={node.url} quiet className="min-w-0 wrap-anywhere">
              {node.external && node.kind !== 'run' ? <UriText uri={node.uri} /> : node.name}
            </TextLink>
          </span>
          <span className="text-ink-2">
            {kindWord(node.kind)}
            {node.external && ', outside'}
          </span>
          <NodeState kind={node.kind} state={node.state} />
          {node.recalled && <RecalledMark />}
        </li>
      ))}
    </ul>
  )
}
