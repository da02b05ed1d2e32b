import type { ComparedVersion, Comparison } from '@/lib/compare/view'
import { count } from '@/lib/format'
import { type CompareSearch, paths } from '@/lib/paths'
import { ApprovalBadges, LifeBadge } from '../life-badge'
import { RecalledMark } from '../lineage/node-state'
import { StateBadge } from '../state-badge'
import { cx } from '../ui/cx'
import { Nothing } from '../ui/table'
import { TextLink } from '../ui/text-link'
import type { CompareAddress } from './address'
import { type CompareGroup, groupsOf } from './compare-groups'
import { namesOf } from './scatter-data'

interface CompareTableProps {
  org: string
  /** With the base first. */
  comparison: Comparison
  diff: boolean
  address: CompareAddress
  search: CompareSearch
  /** The version beside the base where there is room for two. */
  beside: string
  now: Date
}

/** Versions as columns, the base first; names and header stay while the rest scrolls in its own region. */
export function CompareTable(props: CompareTableProps) {
  const { org, comparison, diff, now } = props
  const { versions } = comparison
  const groups = groupsOf(comparison, { org, diff, now })
  return (
    <section
      aria-label="Versions side by side"
      // Reachable without a pointer, since it scrolls.
      tabIndex={0}
      data-rows=""
      className="relative max-h-[85dvh] min-w-0 scroll-pt-24 overflow-auto rounded-sm -outline-offset-2 md:scroll-pl-52"
    >
      <table
        className="w-full table-fixed border-separate border-spacing-0 text-left md:w-(--wide)"
        style={{ '--wide': wideOf(versions.length) } as React.CSSProperties}
      >
        <caption className="sr-only">Versions side by side</caption>
        <Head {...props} />
        {groups.map((group) => (
          <Group key={group.title} group={group} {...props} />
        ))}
      </table>
      {groups.length === 0 && <p className="py-3 text-ink-2">They differ in nothing.</p>}
    </section>
  )
}

/** How wide the table is where there is room: few versions have more of it. */
const wideOf = (versions: number) => `${13 + versions * (versions > 3 ? 11.5 : 16)}rem`

/** The classes of each version's column: where there is room for two, the base and one other are shown. */
function columnsOf({ comparison, beside }: CompareTableProps): string[] {
  return comparison.versions.map(({ uri }, at) =>
    at === 0 ? 'lg:sticky lg:left-52 bg-paper' : uri === beside ? '' : elsewhere,
  )
}

/** Not shown on a phone. */
const elsewhere = 'max-md:hidden print:table-cell'

const headCell = 'sticky top-0 z-10 border-b border-line-strong bg-paper px-2 py-1.5 align-top'

function Head(props: CompareTableProps) {
  const { org, comparison, address, search } = props
  const { versions } = comparison
  const names = namesOf(versions)
  const columns = columnsOf(props)
  const v = search.v ?? []
  return (
    <thead>
      <tr>
        <th
          scope="col"
          className={`${headCell} left-0 z-20 w-24 pl-0! font-regular text-ink-2 md:w-52`}
        >
          Compared
        </th>
        {versions.map((version, at) => {
          const { uri, model, version: number } = version
          const others = v.filter((one) => one !== uri)
          return (
            <th
              key={uri}
              scope="col"
              className={cx(headCell, 'font-regular', columns[at], at === 0 && 'lg:z-20')}
            >
              <span className="flex flex-col items-start gap-1">
                <TextLink
                  href={paths.version(org, model, number)}
                  quiet
                  className="line-clamp-2 font-strong wrap-anywhere"
                >
                  {names[at]}
                </TextLink>
                <Standing version={version} />
                <span className="flex flex-wrap gap-x-3 text-ink-2" data-screen-only="">
                  {at === 0 ? (
                    <span>Base</span>
                  ) : (
                    <TextLink href={address.href({ ...search, base: uri, beside: undefined })}>
                      Make base<span className="sr-only"> {names[at]}</span>
                    </TextLink>
                  )}
                  {versions.length > 2 && (
                    <TextLink
                      href={address.href({
                        ...search,
                        v: others,
                        base: search.base === uri ? undefined : search.base,
                        beside: search.beside === uri ? undefined : search.beside,
                      })}
                    >
                      Remove<span className="sr-only"> {names[at]}</span>
                    </TextLink>
                  )}
                </span>
              </span>
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

function Standing({ version: { state, life, approval, recalled } }: { version: ComparedVersion }) {
  return (
    <span className="flex flex-wrap items-center gap-1">
      <StateBadge state={state} />
      <ApprovalBadges approval={approval} />
      <LifeBadge life={life} />
      {recalled && <RecalledMark />}
    </span>
  )
}

const cell = 'border-b border-line px-2 py-1.5 align-top'

function Group({ group, ...props }: CompareTableProps & { group: CompareGroup }) {
  const { title, lines, more } = group
  const { versions } = props.comparison
  const columns = columnsOf(props)
  return (
    <tbody>
      <tr>
        {/* As many columns as a phone shows: more would take room there. */}
        <th
          scope="rowgroup"
          colSpan={3}
          className="border-b border-line pt-5 pb-1.5 text-left whitespace-nowrap"
        >
          <span className="sticky left-0 inline-block font-strong">{title}</span>
        </th>
        {versions.slice(2).map(({ uri }) => (
          <td key={uri} className={cx('border-b border-line', elsewhere)} />
        ))}
      </tr>
      {lines.map(({ key, head, cell: drawn }) => (
        <tr key={key}>
          <th
            scope="row"
            className={`${cell} sticky left-0 z-[1] bg-paper pl-0! font-regular wrap-anywhere text-ink-2`}
          >
            {/* A name may be 250 characters long. */}
            <span className="line-clamp-3" title={key}>
              {head}
            </span>
          </th>
          {versions.map(({ uri }, at) => (
            <td key={uri} className={cx(cell, columns[at], at === 0 && 'lg:z-[1]')}>
              {drawn(at) || <Nothing says="none" />}
            </td>
          ))}
        </tr>
      ))}
      {more > 0 && (
        <tr>
          <td colSpan={3} className={`${cell} pl-0! text-ink-2`}>
            <span className="sticky left-0">{count(more)} more are in the CSV.</span>
          </td>
        </tr>
      )}
    </tbody>
  )
}
