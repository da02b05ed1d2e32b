import { shortCommit } from '@/lib/format'
import type { LineagePage } from '@/lib/lineage/view'
import { PlusIcon } from '../ui/icons'
import { TextLink } from '../ui/text-link'
import type { LineageHrefs } from './drawing'
import type { Places } from './graph'
import { KindIcon } from './kind-icon'
import { NodeState, RecalledMark } from './node-state'
import { type Branch, branchesOf } from './tree'
import { kindOf, nameOf, roleWord } from './words'

type Way = 'up' | 'down'

const ways = [
  { way: 'up', title: 'Where it came from', nothing: 'Nothing is on record.' },
  { way: 'down', title: 'What came of it', nothing: 'Nothing so far.' },
] as const satisfies readonly { way: Way; title: string; nothing: string }[]

interface LineageListProps {
  page: LineagePage
  places: Places
  hrefs: LineageHrefs
}

/** The same graph in words: complete without script or sight of the drawing. */
export function LineageList({ page, places, hrefs }: LineageListProps) {
  const asked = ways.filter(({ way }) => page.direction === 'both' || page.direction === way)
  return (
    <div className="grid gap-x-10 gap-y-5 lg:grid-flow-col lg:auto-cols-fr">
      {asked.map(({ way, title, nothing }) => {
        const branches = branchesOf(places, page.root.id, way)
        return (
          <section key={way} aria-label={title} className="min-w-0">
            <h3 className="text-ink-2">{title}</h3>
            {branches.length > 0 ? (
              <Branches {...{ branches, way, hrefs }} />
            ) : (
              <p className="py-1">{nothing}</p>
            )}
          </section>
        )
      })}
    </div>
  )
}

interface BranchesProps {
  branches: readonly Branch[]
  way: Way
  hrefs: LineageHrefs
}

function Branches({ branches, way, hrefs }: BranchesProps) {
  return (
    <ul className="[&_ul]:ml-[7px] [&_ul]:border-l [&_ul]:border-line [&_ul]:pl-3.5">
      {branches.map((branch) => (
        <li key={branch.place.id}>
          <Line {...{ branch, way, hrefs }} />
          {branch.branches.length > 0 && (
            <Branches {...{ branches: branch.branches, way, hrefs }} />
          )}
        </li>
      ))}
    </ul>
  )
}

type LineProps = Omit<BranchesProps, 'branches'> & { branch: Branch }

function Line({ branch: { place, roles, again }, way, hrefs }: LineProps) {
  const { id, node, count } = place
  const group = count > 1
  return (
    <div className="flex min-h-7 min-w-0 gap-x-2 py-1 pointer-coarse:py-2.5">
      <KindIcon kind={node.kind} className="mt-0.5 text-ink-3" />
      <div className="flex min-w-0 flex-wrap items-center gap-x-2.5">
        <span className="min-w-0 wrap-anywhere">
          <span className="text-ink-2">{roleWord(roles, way)} </span>
          <TextLink href={group ? hrefs.group(id) : node.url}>{nameOf(place)}</TextLink>
        </span>
        {!group && <span className="text-ink-2">{kindOf(node)}</span>}
        <NodeState kind={node.kind} state={node.state} />
        {node.code && !group && (
          <span className="text-ink-2">
            Code <span className="font-mono">{shortCommit(node.code)}</span>
          </span>
        )}
        {node.recalled && <RecalledMark />}
        {again && <span className="text-ink-3">shown above</span>}
        {node.more && !group && !again && (
          <TextLink
            href={hrefs.beyond(node)}
            className="inline-flex items-center gap-0.5 text-ink-2"
          >
            <PlusIcon />
            more<span className="sr-only"> of {node.name}</span>
          </TextLink>
        )}
      </div>
    </div>
  )
}
